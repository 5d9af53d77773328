package io.nodesentinel.reconcilers.quarantine;

import static io.nodesentinel.reconcilers.quarantine.Seen.N;
import static io.nodesentinel.reconcilers.testing.Given.fault;
import static io.nodesentinel.reconcilers.testing.Given.healthy;
import static io.nodesentinel.reconcilers.testing.Given.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.Session;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.quarantine.QuarantineObserved.Slot;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Single decisions: what is seen, and what the planner makes of it.
class QuarantinePlannerTest {
  private static final Taint GPU = new Taint("example.com/gpu", "broken", "NoSchedule");
  private static final Taint DISK = new Taint("example.com/disk", "full", "NoSchedule");

  private final Seen seen = new Seen();

  private QuarantinePlan plan() {
    return seen.plan();
  }

  private static <T extends Step> T only(QuarantinePlan plan, Class<T> type) {
    List<T> steps = plan.steps().stream().filter(type::isInstance).map(type::cast).toList();
    assertThat(steps).as("%s in %s", type.getSimpleName(), plan.steps()).hasSize(1);
    return steps.getFirst();
  }

  private static NodePatch patch(QuarantinePlan plan) {
    return only(plan, Step.PatchNode.class).patch();
  }

  private static NodeQuarantineStatus status(QuarantinePlan plan) {
    List<NodeQuarantineStatus> written =
        plan.steps().stream()
            .filter(Step.WriteQuarantine.class::isInstance)
            .map(s -> ((Step.WriteQuarantine) s).write().status())
            .toList();
    assertThat(written).isNotEmpty();
    return written.getLast();
  }

  private void happen(Runnable change) {
    seen.happen(change);
  }

  @Test
  void a_fault_asks_for_a_place_before_anything_is_done() {
    seen.report(fault(N, "GPU", "0"));
    QuarantinePlan plan = QuarantinePlanner.plan(seen.observed(Slot.UNASKED, false));
    assertThat(plan.decision()).isEqualTo(Decision.NEEDS_SLOT);
    assertThat(plan.steps()).isEmpty();
  }

  @Test
  void a_node_that_is_out_already_needs_no_place() {
    seen.cordon();
    seen.report(fault(N, "GPU", "0"));
    assertThat(QuarantinePlanner.plan(seen.observed(Slot.UNASKED, false)).decision())
        .isEqualTo(Decision.START);
  }

  @Test
  void a_session_begins_with_one_patch_of_the_node_before_any_bookkeeping() {
    seen.report(fault(N, "GPU", "0"));
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.START);
    assertThat(plan.steps().getFirst()).isInstanceOf(Step.PatchNode.class);
    NodePatch patch = patch(plan);
    assertThat(patch.unschedulable()).isTrue();
    assertThat(patch.taints()).containsExactly(GPU);
    assertThat(patch.labels())
        .containsEntry(NodeMarks.STATE_LABEL, Optional.of("draining"))
        .containsEntry("example.com/sick", Optional.of("gpu"));
    assertThat(patch.annotations()).containsKey(NodeMarks.RECORD_ANNOTATION);
    assertThat(patch.resourceVersion()).isEqualTo(seen.node().resourceVersion());
    assertThat(status(plan).phase()).isEqualTo(Phase.Draining);
    assertThat(only(plan, Step.WriteEvent.class).status().nodeQuarantined())
        .isEqualTo(NodeQuarantined.Quarantined);
  }

  @Test
  void without_a_place_the_fault_is_held_and_the_node_is_left_alone() {
    seen.report(fault(N, "GPU", "0"));
    QuarantinePlan plan = QuarantinePlanner.plan(seen.observed(Slot.REFUSED, false));
    assertThat(plan.decision()).isEqualTo(Decision.HOLD);
    assertThat(plan.steps()).noneMatch(Step.PatchNode.class::isInstance);
    assertThat(status(plan).phase()).isEqualTo(Phase.Held);
    assertThat(status(plan).faults()).extracting(Fault::state).containsExactly(FaultState.Held);
  }

  @Test
  void memory_alone_does_not_make_a_node_drained() {
    happen(() -> seen.report(fault(N, "DISK", "")));
    seen.report(fault(N, "GPU", "0"));
    seen.pods = List.of();
    assertThat(QuarantinePlanner.plan(seen.observed(Slot.GRANTED, false)).decision())
        .isEqualTo(Decision.NEEDS_LIVE_PODS);
    assertThat(status(plan()).phase()).isEqualTo(Phase.Drained);
  }

  @Test
  void a_second_fault_adds_its_taint_and_its_end_takes_only_that_back() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.report(fault(N, "DISK", ""));
    assertThat(patch(plan()).taints()).containsExactly(GPU, DISK);
    seen.settle();
    seen.pass(Duration.ofSeconds(2));
    seen.report(healthy(N, "DISK"));
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.ADJUST);
    assertThat(patch(plan).taints()).containsExactly(GPU);
    assertThat(patch(plan).unschedulable()).isNull();
  }

  @Test
  void the_end_of_the_last_fault_takes_everything_of_ours_off() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.report(healthy(N, "GPU"));
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.RELEASE);
    NodePatch patch = patch(plan);
    assertThat(patch.unschedulable()).isFalse();
    assertThat(patch.taints()).isEmpty();
    assertThat(patch.labels())
        .containsEntry("example.com/sick", Optional.empty())
        .containsEntry(NodeMarks.STATE_LABEL, Optional.empty());
    assertThat(patch.annotations())
        .containsEntry(NodeMarks.RECORD_ANNOTATION, Optional.empty())
        .doesNotContainKey(NodeMarks.RELEASED_MANUALLY_ANNOTATION);
  }

  @Test
  void what_was_there_before_stays_when_the_session_ends() {
    seen.cordon();
    seen.taints(GPU);
    seen.label("example.com/sick", "theirs");
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.report(healthy(N, "GPU"));
    NodePatch patch = patch(plan());
    assertThat(patch.unschedulable()).isNull();
    assertThat(patch.taints()).isNull();
    assertThat(patch.labels()).containsOnlyKeys(NodeMarks.STATE_LABEL);
  }

  @Test
  void an_uncordon_stops_evictions_then_is_recorded_then_the_node_is_cleaned() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.uncordon();
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.CANCEL);
    assertThat(plan.steps().get(0)).isInstanceOf(Step.StopEvictions.class);
    assertThat(plan.steps().get(1))
        .isInstanceOfSatisfying(
            Step.WriteQuarantine.class,
            w -> assertThat(w.write().status().phase()).isEqualTo(Phase.Cancelling));
    assertThat(plan.steps().get(2)).isInstanceOf(Step.PatchNode.class);
    assertThat(patch(plan).unschedulable()).isNull();
    assertThat(patch(plan).taints()).isEmpty();
    assertThat(patch(plan).annotations()).containsKey(NodeMarks.RELEASED_MANUALLY_ANNOTATION);
    assertThat(status(plan).phase()).isEqualTo(Phase.Cancelled);
    assertThat(status(plan).owed()).hasSize(1);
    assertThat(status(plan).faults())
        .allSatisfy(f -> {
          assertThat(f.state()).isEqualTo(FaultState.Cancelled);
          assertThat(f.coolOffUntil()).isEqualTo(seen.now.plus(Duration.ofHours(1)));
        });
  }

  @Test
  void an_untaint_gives_up_our_cordon_too() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.taints();
    assertThat(plan().decision()).isEqualTo(Decision.CANCEL);
    assertThat(patch(plan()).unschedulable()).isFalse();
  }

  @Test
  void a_cordon_that_another_took_over_is_kept() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.uncordon();
    seen.cordon();
    assertThat(plan().decision()).isEqualTo(Decision.CANCEL);
    assertThat(patch(plan()).unschedulable()).isNull();
  }

  @Test
  void an_uncordon_works_also_while_automation_is_frozen() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.annotate(NodeMarks.HOLD_ANNOTATION, "crane");
    seen.uncordon();
    assertThat(plan().decision()).isEqualTo(Decision.CANCEL);
  }

  @Test
  void while_automation_is_frozen_a_recovery_changes_the_ledger_and_not_the_node() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.annotate(NodeMarks.HOLD_ANNOTATION, "crane");
    seen.report(healthy(N, "GPU"));
    QuarantinePlan plan = plan();
    assertThat(plan.steps()).noneMatch(Step.PatchNode.class::isInstance);
    assertThat(status(plan).faults()).isEmpty();
  }

  @Test
  void
      what_closed_the_last_fault_while_frozen_says_so_at_the_release_though_nothing_was_told_yet() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.annotate(NodeMarks.HOLD_ANNOTATION, "crane");
    seen.storeDown(true);
    happen(() -> seen.report(healthy(N, "GPU")));
    assertThat(seen.status().owed())
        .extracting(o -> o.nodeQuarantined())
        .containsExactly(NodeQuarantined.AlreadyQuarantined);
    happen(() -> seen.annotate(NodeMarks.HOLD_ANNOTATION, null));
    seen.storeDown(false);
    seen.settle();
    assertThat(seen.events)
        .extracting(e -> e.status().nodeQuarantined())
        .containsExactly(NodeQuarantined.Quarantined, NodeQuarantined.UnQuarantined);
  }

  @Test
  void an_opted_out_node_is_given_back_and_its_events_are_cancelled() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.label(NodeMarks.MANAGED_LABEL, "false");
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.END);
    assertThat(patch(plan).unschedulable()).isFalse();
    assertThat(status(plan).owed())
        .extracting(o -> o.nodeQuarantined())
        .containsExactly(NodeQuarantined.Cancelled);
  }

  @Test
  void a_deleted_node_ends_the_session_and_its_faults_wait_for_the_machine() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.node = null;
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.END);
    assertThat(plan.steps()).noneMatch(Step.PatchNode.class::isInstance);
    assertThat(status(plan).phase()).isEqualTo(Phase.Cancelled);
    assertThat(status(plan).faults()).hasSize(1);
  }

  @Test
  void the_same_machine_under_a_new_node_object_is_quarantined_for_its_old_fault() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    happen(() -> seen.node = null);
    seen.addNode("machine-7");
    assertThat(plan().decision()).isEqualTo(Decision.START);
  }

  @Test
  void another_machine_under_the_same_name_starts_clean() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    happen(() -> seen.node = null);
    seen.addNode("another");
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.REST);
    assertThat(status(plan).faults()).isEmpty();
  }

  @Test
  void a_record_that_came_along_from_another_node_object_is_taken_off() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    String record = seen.node().annotations().get(NodeMarks.RECORD_ANNOTATION);
    seen.node = null;
    seen.addNode("another");
    seen.annotate(NodeMarks.RECORD_ANNOTATION, record);
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.REPAIR);
    assertThat(patch(plan).annotations())
        .containsEntry(NodeMarks.RECORD_ANNOTATION, Optional.empty());
  }

  @Test
  void a_record_that_somebody_removed_alone_is_put_back() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.annotate(NodeMarks.RECORD_ANNOTATION, null);
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.ADJUST);
    NodePatch patch = patch(plan);
    assertThat(patch.annotations()).containsKey(NodeMarks.RECORD_ANNOTATION);
    assertThat(patch.unschedulable()).isNull();
    assertThat(patch.taints()).isNull();
  }

  @Test
  void a_record_that_somebody_made_unreadable_is_put_back() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.annotate(NodeMarks.RECORD_ANNOTATION, "{");
    assertThat(patch(plan()).annotations().get(NodeMarks.RECORD_ANNOTATION))
        .hasValueSatisfying(v -> assertThat(NodeRecordCodec.read(v)).isPresent());
  }

  @Test
  void a_request_of_a_person_begins_a_session_and_its_deletion_ends_it() {
    happen(() -> seen.request(request(N, true, false)));
    assertThat(seen.status().phase()).isEqualTo(Phase.Quarantined);
    seen.deleteQuarantine();
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.RELEASE);
  }

  @Test
  void a_fault_reported_after_a_request_was_deleted_keeps_the_node_out_as_its_own_and_is_drained() {
    happen(() -> seen.request(request(N, true, false)));
    seen.deleteQuarantine();
    seen.pass(Duration.ofSeconds(3));
    seen.report(fault(N, "GPU", "0"));
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.ADJUST);
    assertThat(patch(plan).unschedulable()).as("it stays cordoned").isNull();
    assertThat(status(plan).phase()).isEqualTo(Phase.Draining);
    assertThat(Objects.requireNonNull(status(plan).session()).by()).isEqualTo(Session.BY_FAULTS);
    seen.settle();
    assertThat(PersonRequest.hasEnded(Objects.requireNonNull(seen.quarantine)))
        .as("the deletion is dealt with; evictions do not take it for a cancel")
        .isTrue();
    assertThat(seen.status().phase()).isEqualTo(Phase.Drained);
  }

  @Test
  void
      the_deletion_of_a_request_is_about_a_fault_reported_before_though_both_are_learned_at_once() {
    happen(() -> seen.request(request(N, true, false)));
    seen.report(fault(N, "GPU", "0"));
    seen.pass(Duration.ofSeconds(10));
    happen(() -> seen.deleteQuarantine());
    assertThat(seen.status().phase()).isEqualTo(Phase.Cancelled);
    assertThat(seen.node().unschedulable()).isFalse();
    assertThat(seen.events.getFirst().status().nodeQuarantined())
        .isEqualTo(NodeQuarantined.Cancelled);
  }

  @Test
  void a_request_that_was_undone_begins_again_only_in_a_new_version() {
    happen(() -> seen.request(request(N, true, false)));
    happen(() -> seen.uncordon());
    assertThat(plan().steps()).isEmpty();
    seen.request(request(N, true, true));
    assertThat(plan().decision()).isEqualTo(Decision.START);
  }

  @Test
  void the_status_is_written_at_most_once_a_second_unless_something_matters() {
    happen(() -> seen.report(fault(N, "DISK", "")));
    seen.report(fault(N, "DISK", ""));
    seen.lastStatusWrite = seen.now.minusMillis(300);
    QuarantinePlan early = plan();
    assertThat(early.steps()).noneMatch(Step.WriteQuarantine.class::isInstance);
    assertThat(early.lookAgain()).isEqualTo(Duration.ofMillis(700));
    assertThat(early.absorbed()).as("folded again with the next write").isEqualTo(-1);
    seen.report(fault(N, "DISK", "1"));
    assertThat(status(plan()).faults()).hasSize(2);
  }

  @Test
  void what_is_owed_is_asked_for_until_the_event_says_so() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    seen.storeDown(true);
    happen(() -> seen.uncordon());
    assertThat(seen.status().owed()).hasSize(1);
    QuarantinePlan plan = plan();
    assertThat(only(plan, Step.WriteEvent.class).status().nodeQuarantined())
        .isEqualTo(NodeQuarantined.Cancelled);
    seen.storeDown(false);
    seen.settle();
    assertThat(seen.status().owed()).isEmpty();
  }

  @Test
  void a_debt_that_a_later_version_wrote_is_kept_and_breaks_nothing() {
    happen(() -> seen.report(fault(N, "GPU", "0")));
    assertThat(seen.quarantine).isNotNull();
    UnaryOperator<NodeQuarantineStatus> owes =
        s ->
            s.withOwed(
                List.of(
                    new io.nodesentinel.crds.Owed("e1", NodeQuarantined.Cancelled, "NotYet", "")));
    seen.status(owes);
    assertThat(plan().steps()).noneMatch(Step.WriteEvent.class::isInstance);
  }

  @Test
  void a_reason_that_is_too_long_is_cut_so_that_the_object_can_be_written() {
    seen.report(fault(N, "GPU", "x".repeat(256)));
    QuarantinePlan plan = plan();
    String reason =
        String.valueOf(
            only(plan, Step.WriteQuarantine.class).write().spec() == null
                ? null
                : java.util.Objects.requireNonNull(
                        only(plan, Step.WriteQuarantine.class).write().spec())
                    .reason());
    assertThat(reason).hasSizeLessThanOrEqualTo(256).isNotEqualTo("null");
  }

  @Test
  void a_node_with_nothing_to_say_gets_no_object() {
    seen.report(fault(N, "FAN", ""));
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.REST);
    assertThat(plan.steps()).hasOnlyElementsOfType(Step.WriteEvent.class);
    NodeView node = seen.node();
    assertThat(node.annotations()).isEmpty();
  }
}
