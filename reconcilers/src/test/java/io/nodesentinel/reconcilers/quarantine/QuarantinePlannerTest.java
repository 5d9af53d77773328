package io.nodesentinel.reconcilers.quarantine;

import static io.nodesentinel.reconcilers.testing.Given.fault;
import static io.nodesentinel.reconcilers.testing.Given.healthy;
import static io.nodesentinel.reconcilers.testing.Given.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.quarantine.QuarantineObserved.DrainFacts;
import io.nodesentinel.reconcilers.quarantine.QuarantineObserved.Slot;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan.Decision;
import io.nodesentinel.reconcilers.testing.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Single decisions: what is seen in a world, and what the planner makes of it.
class QuarantinePlannerTest {
  private static final String N = QuarantineReconcilerTest.N;
  private static final Taint GPU = new Taint("example.com/gpu", "broken", "NoSchedule");
  private static final Taint DISK = new Taint("example.com/disk", "full", "NoSchedule");

  private final World world = QuarantineReconcilerTest.world(1, QuarantineReconcilerTest.POLICIES);
  private @Nullable Instant lastStatusWrite;

  private QuarantineObserved observed(Slot slot, boolean live) {
    return new QuarantineObserved(
        world.instant(),
        N,
        world.nodes.get(N),
        world.quarantines.get(N),
        world.store.eventsOf(N),
        -1,
        true,
        QuarantineReconcilerTest.POLICIES.current(),
        slot,
        new DrainFacts(world.pods.onNode(N), live ? world.pods.onNode(N) : null, Map.of()),
        "next",
        lastStatusWrite,
        null);
  }

  private QuarantinePlan plan() {
    return QuarantinePlanner.plan(observed(Slot.GRANTED, true));
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
    world.pass(Duration.ofSeconds(2));
    change.run();
    world.settle();
    world.pass(Duration.ofSeconds(2));
  }

  @Test
  void a_fault_asks_for_a_place_before_anything_is_done() {
    world.report(fault(N, "GPU", "0"));
    QuarantinePlan plan = QuarantinePlanner.plan(observed(Slot.UNASKED, false));
    assertThat(plan.decision()).isEqualTo(Decision.NEEDS_SLOT);
    assertThat(plan.steps()).isEmpty();
  }

  @Test
  void a_node_that_is_out_already_needs_no_place() {
    world.nodes.cordon(N);
    world.report(fault(N, "GPU", "0"));
    assertThat(QuarantinePlanner.plan(observed(Slot.UNASKED, false)).decision())
        .isEqualTo(Decision.START);
  }

  @Test
  void a_session_begins_with_one_patch_of_the_node_before_any_bookkeeping() {
    world.report(fault(N, "GPU", "0"));
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
    assertThat(patch.resourceVersion()).isEqualTo(world.nodes.now(N).resourceVersion());
    assertThat(status(plan).phase()).isEqualTo(Phase.Draining);
    assertThat(only(plan, Step.WriteEvent.class).status().nodeQuarantined())
        .isEqualTo(NodeQuarantined.Quarantined);
  }

  @Test
  void without_a_place_the_fault_is_held_and_the_node_is_left_alone() {
    world.report(fault(N, "GPU", "0"));
    QuarantinePlan plan = QuarantinePlanner.plan(observed(Slot.REFUSED, false));
    assertThat(plan.decision()).isEqualTo(Decision.HOLD);
    assertThat(plan.steps()).noneMatch(Step.PatchNode.class::isInstance);
    assertThat(status(plan).phase()).isEqualTo(Phase.Held);
    assertThat(status(plan).faults()).extracting(Fault::state).containsExactly(FaultState.Held);
  }

  @Test
  void memory_alone_does_not_make_a_node_drained() {
    happen(() -> world.report(fault(N, "DISK", "")));
    world.report(fault(N, "GPU", "0"));
    world.pods.onNode(N).forEach(p -> world.pods.gone(p.name()));
    assertThat(QuarantinePlanner.plan(observed(Slot.GRANTED, false)).decision())
        .isEqualTo(Decision.NEEDS_LIVE_PODS);
    assertThat(status(plan()).phase()).isEqualTo(Phase.Drained);
  }

  @Test
  void a_second_fault_adds_its_taint_and_its_end_takes_only_that_back() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    world.report(fault(N, "DISK", ""));
    assertThat(patch(plan()).taints()).containsExactly(GPU, DISK);
    world.settle();
    world.pass(Duration.ofSeconds(2));
    world.report(healthy(N, "DISK"));
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.ADJUST);
    assertThat(patch(plan).taints()).containsExactly(GPU);
    assertThat(patch(plan).unschedulable()).isNull();
  }

  @Test
  void the_end_of_the_last_fault_takes_everything_of_ours_off() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    world.report(healthy(N, "GPU"));
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
    world.nodes.cordon(N);
    world.nodes.taint(N, GPU);
    world.nodes.label(N, "example.com/sick", "theirs");
    happen(() -> world.report(fault(N, "GPU", "0")));
    world.report(healthy(N, "GPU"));
    NodePatch patch = patch(plan());
    assertThat(patch.unschedulable()).isNull();
    assertThat(patch.taints()).isNull();
    assertThat(patch.labels()).containsOnlyKeys(NodeMarks.STATE_LABEL);
  }

  @Test
  void an_uncordon_stops_evictions_then_is_recorded_then_the_node_is_cleaned() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    world.nodes.uncordon(N);
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
          assertThat(f.coolOffUntil()).isEqualTo(world.instant().plus(Duration.ofHours(1)));
        });
  }

  @Test
  void an_untaint_gives_up_our_cordon_too() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    world.nodes.untaint(N, GPU.key());
    assertThat(plan().decision()).isEqualTo(Decision.CANCEL);
    assertThat(patch(plan()).unschedulable()).isFalse();
  }

  @Test
  void a_cordon_that_another_took_over_is_kept() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    world.nodes.uncordon(N);
    world.nodes.cordon(N);
    assertThat(plan().decision()).isEqualTo(Decision.CANCEL);
    assertThat(patch(plan()).unschedulable()).isNull();
  }

  @Test
  void an_uncordon_works_also_while_automation_is_frozen() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    world.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, "crane");
    world.nodes.uncordon(N);
    assertThat(plan().decision()).isEqualTo(Decision.CANCEL);
  }

  @Test
  void while_automation_is_frozen_a_recovery_changes_the_ledger_and_not_the_node() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    world.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, "crane");
    world.report(healthy(N, "GPU"));
    QuarantinePlan plan = plan();
    assertThat(plan.steps()).noneMatch(Step.PatchNode.class::isInstance);
    assertThat(status(plan).faults()).isEmpty();
  }

  @Test
  void an_opted_out_node_is_given_back_and_its_events_are_cancelled() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    world.nodes.label(N, NodeMarks.MANAGED_LABEL, "false");
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.END);
    assertThat(patch(plan).unschedulable()).isFalse();
    assertThat(status(plan).owed())
        .extracting(o -> o.nodeQuarantined())
        .containsExactly(NodeQuarantined.Cancelled);
  }

  @Test
  void a_deleted_node_ends_the_session_and_its_faults_wait_for_the_machine() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    world.nodes.remove(N);
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.END);
    assertThat(plan.steps()).noneMatch(Step.PatchNode.class::isInstance);
    assertThat(status(plan).phase()).isEqualTo(Phase.Cancelled);
    assertThat(status(plan).faults()).hasSize(1);
  }

  @Test
  void the_same_machine_under_a_new_node_object_is_quarantined_for_its_old_fault() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    happen(() -> world.nodes.remove(N));
    world.nodes.add(N, "machine-7");
    assertThat(plan().decision()).isEqualTo(Decision.START);
  }

  @Test
  void another_machine_under_the_same_name_starts_clean() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    happen(() -> world.nodes.remove(N));
    world.nodes.add(N, "another");
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.REST);
    assertThat(status(plan).faults()).isEmpty();
  }

  @Test
  void a_record_that_came_along_from_another_node_object_is_taken_off() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    String record = world.nodes.now(N).annotations().get(NodeMarks.RECORD_ANNOTATION);
    world.nodes.remove(N);
    world.nodes.add(N, "another");
    world.nodes.annotate(N, NodeMarks.RECORD_ANNOTATION, record);
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.REPAIR);
    assertThat(patch(plan).annotations())
        .containsEntry(NodeMarks.RECORD_ANNOTATION, Optional.empty());
  }

  @Test
  void a_record_that_somebody_removed_alone_is_put_back() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    world.nodes.annotate(N, NodeMarks.RECORD_ANNOTATION, null);
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.ADJUST);
    NodePatch patch = patch(plan);
    assertThat(patch.annotations()).containsKey(NodeMarks.RECORD_ANNOTATION);
    assertThat(patch.unschedulable()).isNull();
    assertThat(patch.taints()).isNull();
  }

  @Test
  void a_record_that_somebody_made_unreadable_is_put_back() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    world.nodes.annotate(N, NodeMarks.RECORD_ANNOTATION, "{");
    assertThat(patch(plan()).annotations().get(NodeMarks.RECORD_ANNOTATION))
        .hasValueSatisfying(v -> assertThat(NodeRecordCodec.read(v)).isPresent());
  }

  @Test
  void a_request_of_a_person_begins_a_session_and_its_deletion_ends_it() {
    happen(() -> world.quarantines.create(request(N, true, false)));
    assertThat(world.quarantines.status(N).phase()).isEqualTo(Phase.Quarantined);
    world.quarantines.remove(N);
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.RELEASE);
  }

  @Test
  void a_request_that_was_undone_begins_again_only_in_a_new_version() {
    happen(() -> world.quarantines.create(request(N, true, false)));
    happen(() -> world.nodes.uncordon(N));
    assertThat(plan().steps()).isEmpty();
    world.quarantines.edit(N, request(N, true, true), java.util.Set.of("drain"));
    assertThat(plan().decision()).isEqualTo(Decision.START);
  }

  @Test
  void the_status_is_written_at_most_once_a_second_unless_something_matters() {
    happen(() -> world.report(fault(N, "DISK", "")));
    world.report(fault(N, "DISK", ""));
    lastStatusWrite = world.instant().minusMillis(300);
    QuarantinePlan early = plan();
    assertThat(early.steps()).noneMatch(Step.WriteQuarantine.class::isInstance);
    assertThat(early.lookAgain()).isEqualTo(Duration.ofMillis(700));
    assertThat(early.absorbed()).as("folded again with the next write").isEqualTo(-1);
    world.report(fault(N, "DISK", "1"));
    assertThat(status(plan()).faults()).hasSize(2);
  }

  @Test
  void what_is_owed_is_asked_for_until_the_event_says_so() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    world.store.down(true);
    happen(() -> world.nodes.uncordon(N));
    assertThat(world.quarantines.status(N).owed()).hasSize(1);
    QuarantinePlan plan = plan();
    assertThat(only(plan, Step.WriteEvent.class).status().nodeQuarantined())
        .isEqualTo(NodeQuarantined.Cancelled);
    world.store.down(false);
    world.lookAtAllAgain();
    assertThat(world.quarantines.status(N).owed()).isEmpty();
  }

  @Test
  void a_debt_that_a_later_version_wrote_is_kept_and_breaks_nothing() {
    happen(() -> world.report(fault(N, "GPU", "0")));
    QuarantineView q = world.quarantines.get(N);
    assertThat(q).isNotNull();
    UnaryOperator<NodeQuarantineStatus> owes =
        s ->
            s.withOwed(
                List.of(
                    new io.nodesentinel.crds.Owed("e1", NodeQuarantined.Cancelled, "NotYet", "")));
    world.quarantines.status(N, owes);
    assertThat(plan().steps()).noneMatch(Step.WriteEvent.class::isInstance);
  }

  @Test
  void a_reason_that_is_too_long_is_cut_so_that_the_object_can_be_written() {
    world.report(fault(N, "GPU", "x".repeat(256)));
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
    world.report(fault(N, "FAN", ""));
    QuarantinePlan plan = plan();
    assertThat(plan.decision()).isEqualTo(Decision.REST);
    assertThat(plan.steps()).hasOnlyElementsOfType(Step.WriteEvent.class);
    NodeView node = world.nodes.now(N);
    assertThat(node.annotations()).isEmpty();
  }
}
