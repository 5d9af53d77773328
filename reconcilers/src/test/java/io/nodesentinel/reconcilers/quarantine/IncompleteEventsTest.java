package io.nodesentinel.reconcilers.quarantine;

import static io.nodesentinel.reconcilers.quarantine.Seen.N;
import static io.nodesentinel.reconcilers.testing.Given.fault;
import static io.nodesentinel.reconcilers.testing.Given.healthy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A source of events cannot be read, or was not read yet: what is known begins and keeps sessions,
/// and ends none but those that a person ends.
class IncompleteEventsTest {
  private final Seen seen = new Seen();

  private void happen(Runnable change) {
    seen.happen(change);
  }

  private @Nullable NodeQuarantined told(int event) {
    return seen.events.get(event - 1).status().nodeQuarantined();
  }

  @Test
  void a_recovery_releases_the_node_only_once_all_events_can_be_read() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.incomplete();
    happen(() -> seen.report(healthy(N, "GPU")));

    assertThat(seen.node().unschedulable()).isTrue();
    assertThat(seen.status().phase()).isNotEqualTo(Phase.Released);
    assertThat(seen.status().conditions())
        .filteredOn(c -> c.type().equals("Held"))
        .extracting(StatusCondition::status, StatusCondition::reason)
        .containsExactly(tuple(ConditionStatus.True, "EventsUnknown"));

    seen.complete();
    seen.settle();

    assertThat(seen.node().unschedulable()).isFalse();
    assertThat(seen.status().phase()).isEqualTo(Phase.Released);
    assertThat(told(2)).isEqualTo(NodeQuarantined.UnQuarantined);
  }

  @Test
  void the_actions_of_one_fault_stay_too_when_another_keeps_the_node_out() {
    happen(() -> {
      seen.report(fault(N, "GPU", "0"));
      seen.report(fault(N, "DISK", ""));
    });
    seen.incomplete();
    happen(() -> seen.report(healthy(N, "GPU")));
    assertThat(seen.node().taints()).hasSize(2);

    seen.complete();
    seen.settle();
    assertThat(seen.node().taints()).hasSize(1);
  }

  @Test
  void a_fault_that_is_reported_meanwhile_quarantines_the_node() {
    seen.incomplete();
    happen(() -> seen.report(fault(N, "GPU", "0")));
    assertThat(seen.node().unschedulable()).isTrue();
  }

  @Test
  void a_person_who_uncordons_is_heard_and_the_events_are_told_when_they_can_be_read() {
    happen(() -> {
      seen.report(fault(N, "GPU", "0"));
      seen.report(fault(N, "DISK", ""));
    });
    seen.unread(2);
    happen(() -> seen.uncordon());

    assertThat(seen.node().unschedulable()).isFalse();
    assertThat(seen.status().phase()).isEqualTo(Phase.Cancelled);
    assertThat(seen.status().owed()).hasSize(2);
    assertThat(told(1)).isEqualTo(NodeQuarantined.Quarantined);

    seen.complete();
    seen.settle();
    assertThat(told(1)).isEqualTo(NodeQuarantined.Cancelled);
    assertThat(told(2)).isEqualTo(NodeQuarantined.Cancelled);
    assertThat(seen.status().owed()).isEmpty();
  }

  @Test
  void what_is_owed_to_an_event_that_was_deleted_is_not_owed_for_ever() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.unread(1);
    happen(() -> seen.uncordon());
    assertThat(seen.status().owed()).hasSize(1);

    seen.events.clear();
    seen.complete();
    seen.settle();
    assertThat(seen.status().owed()).isEmpty();
  }

  @Test
  void an_unread_report_may_say_that_nothing_is_to_be_drained() {
    happen(() -> seen.report(fault(N, "GPU", "0").withoutDrain()));
    assertThat(seen.status().phase()).isEqualTo(Phase.Quarantined);

    seen.unread(1);
    QuarantinePlan plan = seen.plan();

    assertThat(plan.decision()).isEqualTo(Decision.REST);
    assertThat(plan.steps()).noneMatch(Step.Evict.class::isInstance);
  }

  @Test
  void an_unread_report_changes_nothing_on_a_node_that_is_out() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    happen(() -> seen.report(fault(N, "DISK", "")));
    seen.unread(2);
    assertThat(seen.plan().steps()).isEmpty();
  }

  @Test
  void the_events_of_a_cancelled_session_are_told_together() {
    happen(() -> {
      seen.report(fault(N, "GPU", "0"));
      seen.report(fault(N, "DISK", ""));
    });
    seen.uncordon();
    List<Step> steps = seen.plan().steps();
    assertThat(steps)
        .filteredOn(Step.WriteEvents.class::isInstance)
        .singleElement()
        .satisfies(step ->
            assertThat(((Step.WriteEvents) step).changes())
                .extracting((StatusChange c) -> c.status().nodeQuarantined())
                .containsExactly(NodeQuarantined.Cancelled, NodeQuarantined.Cancelled));
    assertThat(steps).noneMatch(Step.WriteEvent.class::isInstance);
  }
}
