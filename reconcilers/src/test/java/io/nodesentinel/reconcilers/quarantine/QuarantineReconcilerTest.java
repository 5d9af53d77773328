package io.nodesentinel.reconcilers.quarantine;

import static io.nodesentinel.reconcilers.testing.Given.fault;
import static io.nodesentinel.reconcilers.testing.Given.healthy;
import static io.nodesentinel.reconcilers.testing.Given.policy;
import static io.nodesentinel.reconcilers.testing.Given.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Mode;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.testing.Disturbance;
import io.nodesentinel.reconcilers.testing.Disturbance.Failure;
import io.nodesentinel.reconcilers.testing.Snapshot;
import io.nodesentinel.reconcilers.testing.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whole stories in a cluster in memory: first undisturbed, then with every single write going
/// wrong in every way, which must not change how they end.
class QuarantineReconcilerTest {
  static final String N = "gpu-7";

  /// One thing that happens.
  @FunctionalInterface
  interface Happening {
    void in(World world);
  }

  /// A story: what happens, one thing after the other; the world comes to rest in between.
  @SuppressWarnings("ImmutableEnumChecker")
  enum Story {
    FAULT_DRAIN_RECOVERY(1, w -> w.report(fault(N, "GPU", "0")), w -> w.report(healthy(N, "GPU"))),
    UNCORDON_STAYS_FREE(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.nodes.uncordon(N),
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.pass(Duration.ofHours(2)),
        w -> w.restart(),
        w -> w.report(fault(N, "DISK", ""))),
    UNCORDON_THEN_REPORT_AFTER_THE_COOL_OFF(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.nodes.uncordon(N),
        w -> w.pass(Duration.ofHours(2)),
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.report(healthy(N, "GPU"))),
    TWO_FAULTS(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.report(fault(N, "DISK", "")),
        w -> w.report(healthy(N, "GPU")),
        w -> w.report(healthy(N, "DISK"))),
    QUARANTINE_DELETED(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.quarantines.remove(N),
        w -> w.report(fault(N, "GPU", "0")),
        w -> assertThat(w.nodes.record(N)).as("the cool-off was lost").isEmpty()),
    REQUEST_OF_A_PERSON(
        1,
        w -> w.quarantines.create(request(N, true, true)),
        w -> w.report(fault(N, "DISK", "")),
        w -> w.report(healthy(N, "DISK")),
        w -> w.quarantines.remove(N)),
    REQUEST_OF_A_PERSON_UNDONE_THEN_A_FAULT(
        1,
        w -> w.quarantines.create(request(N, true, false)),
        w -> w.nodes.uncordon(N),
        w -> w.report(fault(N, "DISK", "")),
        w -> w.report(healthy(N, "DISK")),
        w -> assertThat(w.nodes.now(N).unschedulable()).as("an undone request is back").isFalse(),
        w -> w.quarantines.remove(N)),
    REQUEST_OF_A_PERSON_ON_HOLD(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.report(healthy(N, "GPU")),
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, "crane"),
        w -> w.quarantines.edit(N, request(N, true, false), Set.of("requestedBy", "reason")),
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, null),
        w -> assertThat(w.nodes.record(N)).as("the request was forgotten").isPresent()),
    HELD_THEN_PUT_ON_HOLD(
        1,
        w -> w.report(fault("gpu-8", "GPU", "0")),
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, "crane"),
        w -> w.nodes.add("gpu-9", "machine-9"),
        w -> w.report(fault("gpu-9", "GPU", "0")),
        w -> w.report(healthy("gpu-8", "GPU")),
        w -> assertThat(w.nodes.record("gpu-9")).as("waits behind a frozen node").isPresent(),
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, null),
        w -> w.report(healthy("gpu-9", "GPU"))),
    EDITED_BY_A_PERSON(
        1,
        w -> w.report(fault(N, "DISK", "")),
        w ->
            w.quarantines.edit(
                N,
                new NodeQuarantineSpec(
                    N, "", NodeMarks.FIELD_MANAGER, false, List.of(), Map.of(), null),
                Set.of("cordon")),
        w -> w.report(healthy(N, "DISK")),
        w -> w.report(fault(N, "DISK", "")),
        w ->
            assertThat(w.nodes.now(N).unschedulable()).as("an edit outlived its session").isTrue()),
    POLICY_WITHDRAWN_ON_HOLD(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, "crane"),
        w -> w.withdraw("gpu"),
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, null),
        w ->
            assertThat(w.store.event("e1").status().nodeQuarantined())
                .isEqualTo(NodeQuarantined.Cancelled)),
    REQUEST_OF_A_PERSON_UNDONE(
        1,
        w -> w.quarantines.create(request(N, true, false)),
        w -> w.nodes.uncordon(N),
        w -> w.restart()),
    HOLD(
        1,
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, "crane"),
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, null),
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, "crane"),
        w -> w.report(healthy(N, "GPU")),
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, null),
        w ->
            assertThat(w.store.event("e2").status().nodeQuarantined())
                .isEqualTo(NodeQuarantined.UnQuarantined)),
    HOLD_AND_QUARANTINE_DELETED(
        1,
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, "crane"),
        w -> w.report(fault(N, "DISK", "")),
        w -> w.quarantines.remove(N),
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, null),
        w ->
            assertThat(w.nodes.record(N).orElseThrow().faults())
                .as("a release was forgotten on hold")
                .extracting(f -> f.key().componentClass())
                .containsExactly("GPU")),
    HOLD_AND_UNCORDON(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, "crane"),
        w -> w.nodes.uncordon(N),
        w -> w.nodes.annotate(N, NodeMarks.HOLD_ANNOTATION, null)),
    CAP_OF_ONE(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.report(fault("gpu-8", "GPU", "0")),
        w -> w.report(healthy(N, "GPU")),
        w -> w.report(healthy("gpu-8", "GPU"))),
    CORDONED_AND_TAINTED_BEFORE(
        1,
        w -> w.nodes.cordon(N),
        w -> w.nodes.taint(N, new Taint("example.com/gpu", "theirs", "NoSchedule")),
        w -> w.nodes.label(N, "example.com/sick", "maybe"),
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.report(healthy(N, "GPU"))),
    CORDONED_BEFORE_AND_UNCORDONED(
        1, w -> w.nodes.cordon(N), w -> w.report(fault(N, "GPU", "0")), w -> w.nodes.uncordon(N)),
    UNTAINTED(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.nodes.untaint(N, "example.com/gpu"),
        w -> w.report(fault(N, "GPU", "0"))),
    RECORDONED_BY_ANOTHER(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> {
          w.nodes.uncordon(N);
          w.nodes.cordon(N);
        },
        w -> w.nodes.uncordon(N)),
    OPTED_OUT_AND_IN(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.nodes.label(N, NodeMarks.MANAGED_LABEL, "false"),
        w -> w.nodes.label(N, NodeMarks.MANAGED_LABEL, null)),
    POLICY_WITHDRAWN(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.withdraw("gpu"),
        w -> w.report(healthy(N, "GPU"))),
    POLICY_CHANGED(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.policy("gpu", policy("GPU").taint("example.com/other", "x")),
        w -> w.policy("gpu", policy("GPU").mode(Mode.Observe)),
        w -> w.report(healthy(N, "GPU"))),
    NODE_DELETED_AND_BACK(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> w.nodes.remove(N),
        w -> w.pass(Duration.ofMinutes(3)),
        w -> w.nodes.add(N, "machine-7"),
        w -> w.report(healthy(N, "GPU"))),
    NODE_REPLACED(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> {
          w.nodes.remove(N);
          w.pass(Duration.ofMinutes(3));
          w.nodes.add(N, "another");
        },
        w -> w.report(fault(N, "GPU", "0"))),
    QUARANTINE_DELETED_WHILE_ANOTHER_FAULT_ARRIVES(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> {
          w.quarantines.remove(N);
          w.report(fault(N, "DISK", ""));
        }),
    QUARANTINE_DELETED_WHILE_THE_STORE_IS_DOWN(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> {
          w.store.down(true);
          w.quarantines.remove(N);
        },
        w -> w.report(fault(N, "DISK", "")),
        w -> w.store.down(false),
        w -> w.report(healthy(N, "DISK"))),
    DRAIN_WHILE_THE_STORE_IS_DOWN(
        1,
        w -> {
          w.store.down(true);
          w.report(fault(N, "GPU", "0"));
        },
        w -> assertThat(w.pods.onNode(N)).isEmpty(),
        w -> w.store.down(false)),
    STORE_DOWN_DURING_A_CANCEL(
        1,
        w -> w.report(fault(N, "GPU", "0")),
        w -> {
          w.store.down(true);
          w.nodes.uncordon(N);
        },
        w -> w.store.down(false));

    final int cap;
    final List<Happening> steps;

    Story(int cap, Happening... steps) {
      this.cap = cap;
      this.steps = List.of(steps);
    }

    World play(Disturbance disturbance) {
      boolean shared = !name().startsWith("POLICY");
      World world = world(cap, shared ? POLICIES : policies());
      world.disturb(disturbance);
      for (Happening step : steps) {
        world.pass(Duration.ofMillis(1300));
        step.in(world);
        world.settle();
      }
      return world;
    }
  }

  static final PolicyBook POLICIES = policies();

  static PolicyBook policies() {
    PolicyBook book = new PolicyBook();
    book.put(
        "gpu",
        1,
        policy("GPU")
            .mode(Mode.Drain)
            .taint("example.com/gpu", "broken")
            .label("example.com/sick", "gpu")
            .spec());
    book.put("disk", 1, policy("DISK").taint("example.com/disk", "full").spec());
    book.put("nic", 1, policy("NIC").mode(Mode.Observe).spec());
    return book;
  }

  static World world(int cap, PolicyBook policies) {
    World world = new World(cap, policies);
    world.nodes.add(N, "machine-7");
    world.nodes.add("gpu-8", "machine-8");
    world.pods.add(N, "job-1");
    world.pods.add(N, "job-2");
    world.pods.add("gpu-8", "job-3");
    world.pass(Duration.ofSeconds(10));
    world.settle();
    return world;
  }

  @ParameterizedTest
  @EnumSource
  void the_story_ends_the_same_whichever_write_goes_wrong_and_however(Story story) {
    World calm = story.play(Disturbance.NONE);
    String end = Snapshot.of(calm);
    int atRest = calm.lookAtAllAgain();
    assertThat(Snapshot.contradictions(calm)).as(end).isEmpty();
    assertThat(atRest).as("writes at rest").isZero();
    for (int write = 1; write <= calm.writes(); write++) {
      for (Failure failure : Failure.values()) {
        World world = story.play(Disturbance.at(write, failure));
        String context = story + " with " + failure + " at write " + write;
        assertThat(Snapshot.of(world)).as(context + "\n" + world.tail()).isEqualTo(end);
        assertThat(Snapshot.contradictions(world)).as(context).isEmpty();
        assertThat(world.lookAtAllAgain()).as(context + ": writes at rest").isZero();
        assertThat(world.pods.evictions().values())
            .as(context + ": one eviction for each pod")
            .allMatch(n -> n == 1);
      }
    }
  }
}
