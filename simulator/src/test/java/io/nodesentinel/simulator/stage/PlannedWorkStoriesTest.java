package io.nodesentinel.simulator.stage;

import static io.nodesentinel.simulator.stage.Stage.N;
import static io.nodesentinel.simulator.stage.Stage.plannedWork;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.reconcilers.node.NodeMarks;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A `NodeQuarantine` that a person makes or edits.
class PlannedWorkStoriesTest {
  @Test
  void a_fault_joins_planned_work_and_its_end_does_not_end_the_work() {
    Story.plays(
        s -> s.people().request(plannedWork(true, true)),
        s -> s.fault(N, "DISK", ""),
        s -> s.healthy(N, "DISK"),
        s -> assertThat(s.record(N)).as("the work goes on").isPresent(),
        s -> s.people().deleteQuarantine(N),
        s -> assertThat(s.record(N)).isEmpty());
  }

  @Test
  void planned_work_that_was_undone_stays_undone_when_a_fault_comes_and_goes() {
    Story.plays(
        s -> s.people().request(plannedWork(true, false)),
        s -> s.people().uncordon(N),
        s -> s.fault(N, "DISK", ""),
        s -> s.healthy(N, "DISK"),
        s -> assertThat(s.node(N).unschedulable()).as("an undone request is back").isFalse(),
        s -> s.people().deleteQuarantine(N));
  }

  @Test
  void planned_work_that_was_undone_stays_undone_for_the_next_process() {
    Story.plays(
        s -> s.people().request(plannedWork(true, false)),
        s -> s.people().uncordon(N),
        s -> s.crash(),
        s -> assertThat(s.record(N)).isEmpty());
  }

  @Test
  void planned_work_that_is_asked_for_on_hold_begins_afterwards() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.healthy(N, "GPU"),
        s -> s.people().hold(N),
        s ->
            s.server()
                .quarantines
                .edit(N, plannedWork(true, false), Set.of("requestedBy", "reason")),
        s -> s.people().unhold(N),
        s -> assertThat(s.record(N)).as("the request was forgotten").isPresent());
  }

  @Test
  void what_a_person_edits_counts_for_that_session_only() {
    NodeQuarantineSpec uncordoned =
        new NodeQuarantineSpec(N, "", NodeMarks.FIELD_MANAGER, false, List.of(), Map.of(), null);
    Story.plays(
        s -> s.fault(N, "DISK", ""),
        s -> s.server().quarantines.edit(N, uncordoned, Set.of("cordon")),
        s -> s.healthy(N, "DISK"),
        s -> s.fault(N, "DISK", ""),
        s -> assertThat(s.node(N).unschedulable()).as("an edit outlived its session").isTrue());
  }
}
