package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.nodesentinel.crds.BehaviourOverrides;
import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.DrainProgress;
import io.nodesentinel.crds.EvictionStatus;
import io.nodesentinel.crds.OperationStatus;
import io.nodesentinel.crds.Phase;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Pods leave a node by eviction, and no faster than their budgets allow.
class DrainE2E extends OperatorScenarios {
  private static final String TERMINATE_AFTER = "nodesentinel.io/test-terminate-after";

  DrainE2E() {
    super("drain");
  }

  @Override
  void prepare() {
    scene.drainPolicy();
  }

  @Test
  void everyPodIsEvictedOnceAndTheNodeIsDrainedWhenTheLastIsGone() {
    TestNode node = scene.node();
    TestNode other = scene.node();
    other.pod(Map.of(), Map.of());
    for (int i = 0; i < 3; i++) {
      node.pod(Map.of(), Map.of(TERMINATE_AFTER, "300ms"));
    }
    Pod slow = node.podThatIsHeld();
    long before = evictions();

    String event = node.report(Report.fatal("XidError"));

    node.awaitPhase(Phase.Draining);
    assertThat(node.state().labels()).containsEntry(NodeState.STATE, "draining");
    node.eventuallyIs(
        "to have one pod, which terminates",
        () -> {
          assertThat(node.pods()).isEmpty();
          assertThat(node.podList()).hasSize(1);
          assertThat(drain(node).left()).isEqualTo(1);
        });
    assertThat(node.phase()).as("with a terminating pod").contains(Phase.Draining);

    node.letGo(slow);

    node.awaitPhase(Phase.Drained);
    assertThat(node.podList()).isEmpty();
    assertThat(evictions() - before).as("requests for an eviction").isEqualTo(4);
    assertThat(other.pods()).hasSize(1);
    node.eventuallyIs(
        "to say that it is drained",
        () -> {
          assertThat(node.state().labels()).containsEntry(NodeState.STATE, "drained");
          assertThat(node.status().conditions())
              .anySatisfy(c -> {
                assertThat(c.type()).isEqualTo("Drained");
                assertThat(c.status()).isEqualTo(ConditionStatus.True);
              });
          assertThat(node.announced())
              .containsExactlyInAnyOrder("Quarantined", "DrainStarted", "Drained");
          assertThat(eviction(event)).isEqualTo(OperationStatus.Succeeded);
        });
  }

  @Test
  void theNodesOwnConditionsSayHowFarTheDrainIsAndGoWithTheSession() {
    TestNode node = scene.node();
    Pod slow = node.podThatIsHeld();

    node.report(Report.fatal("XidError"));

    node.eventuallyIs(
        "to say that it drains",
        () ->
            assertThat(node.drainConditions())
                .containsExactly(
                    "DrainInProgress=True NodeSentinelDraining",
                    "Drained=False NodeSentinelDraining"));

    node.letGo(slow);

    node.eventuallyIs(
        "to say that it is drained",
        () ->
            assertThat(node.drainConditions())
                .containsExactly(
                    "DrainInProgress=False NodeSentinelDrained",
                    "Drained=True NodeSentinelDrained"));

    node.report(Report.healthy("XidError"));

    node.eventuallyIs(
        "to say nothing of a drain", () -> assertThat(node.drainConditions()).isEmpty());
  }

  @Test
  void whatAnotherActorSaysOfADrainStays() {
    TestNode node = scene.node();
    node.say("Drained", "False", "OtherMaintenance");

    node.report(Report.fatal("XidError"));

    node.awaitPhase(Phase.Drained);
    node.eventuallyIs(
        "to say only what the other one did not",
        () ->
            assertThat(node.drainConditions())
                .containsExactly(
                    "DrainInProgress=False NodeSentinelDrained", "Drained=False OtherMaintenance"));
    node.uncordon();
    node.awaitCancelled();
    node.eventuallyIs(
        "to say only what the other one did",
        () -> assertThat(node.drainConditions()).containsExactly("Drained=False OtherMaintenance"));
  }

  @Test
  void aBudgetIsRespectedAndTheStatusSaysWhichPodItHolds() {
    TestNode node = scene.node();
    TestNode other = scene.node();
    Map<String, String> app = Map.of("app", "budget");
    for (int i = 0; i < 3; i++) {
      node.pod(app, Map.of());
    }
    PodDisruptionBudget budget = budget(app, 2, 1);
    try {
      node.report(Report.fatal("XidError"));

      node.eventuallyIs(
          "to be held up by the budget",
          () -> {
            assertThat(node.pods()).hasSize(2);
            assertThat(drain(node).left()).isEqualTo(2);
            assertThat(drain(node).blocked())
                .isNotEmpty()
                .allMatch(b -> b.reason().equals("DisruptionBudget"));
            assertThat(node.announced())
                .containsExactlyInAnyOrder("Quarantined", "DrainStarted", "DrainBlocked");
          });
      assertThat(node.phase()).contains(Phase.Draining);

      other.pod(app, Map.of());
      other.pod(app, Map.of());

      node.awaitPhase(Phase.Drained);
      assertThat(node.podList()).isEmpty();
      assertThat(other.pods()).hasSize(2);
    } finally {
      scene.admin().resource(budget).delete();
    }
  }

  @Test
  void anUncordonDuringADrainStopsIt() {
    TestNode node = scene.node();
    Map<String, String> app = Map.of("app", "uncordoned");
    node.pod(app, Map.of());
    node.pod(app, Map.of());
    PodDisruptionBudget budget = budget(app, 2, 0);
    try {
      String event = node.report(Report.fatal("XidError"));
      node.eventuallyIs(
          "to be held up by the budget", () -> assertThat(drain(node).blocked()).hasSize(2));

      node.uncordon();

      node.awaitCancelled();
      scene.awaitEvaluation(event, "Cancelled");
      node.awaitAnnounced("DrainCancelled");
      assertThat(eviction(event)).isEqualTo(OperationStatus.Cancelled);
    } finally {
      scene.admin().resource(budget).delete();
    }
    long before = evictions();
    // Looks at the node once more, now that nothing would hold the pods.
    scene.awaitEvaluation(node.report(Report.fatal("XidError")), "CoolOff");
    node.pod(app, Map.of());
    assertThat(node.pods()).hasSize(3);
    assertThat(evictions()).isEqualTo(before);
    assertThat(node.status().drain()).isNull();
  }

  @Test
  void aRecoveryDuringADrainStopsItToo() {
    TestNode node = scene.node();
    Map<String, String> app = Map.of("app", "recovered");
    node.pod(app, Map.of());
    PodDisruptionBudget budget = budget(app, 1, 0);
    try {
      node.report(Report.fatal("XidError"));
      node.eventuallyIs(
          "to be held up by the budget", () -> assertThat(drain(node).blocked()).hasSize(1));

      node.report(Report.healthy("XidError"));

      node.awaitReleased();
    } finally {
      scene.admin().resource(budget).delete();
    }
    scene.awaitEvaluation(node.report(Report.healthy("XidError")), "NoFault");
    assertThat(node.pods()).hasSize(1);
  }

  @Test
  void onHoldNoPodIsEvicted() {
    TestNode node = scene.node();
    Map<String, String> app = Map.of("app", "hold");
    node.pod(app, Map.of());
    PodDisruptionBudget budget = budget(app, 1, 0);
    node.report(Report.fatal("XidError"));
    node.eventuallyIs(
        "to be held up by the budget", () -> assertThat(drain(node).blocked()).hasSize(1));
    node.annotate("nodesentinel.io/hold", "let me look first");
    node.eventuallyIs(
        "to say that it is frozen",
        () ->
            assertThat(node.status().conditions())
                .anyMatch(c -> c.type().equals("Held") && c.status() == ConditionStatus.True));

    scene.admin().resource(budget).delete();
    scene.awaitEvaluation(node.report(Report.fatal("XidError")), "Repeated");
    assertThat(node.pods()).hasSize(1);

    node.unannotate("nodesentinel.io/hold");

    node.awaitPhase(Phase.Drained);
  }

  @Test
  void podsOfADaemonSetAndThoseThatOptedOutStay() {
    TestNode node = scene.node();
    DaemonSet daemons = daemonSet(node);
    scene.admin().resource(daemons).create();
    try {
      node.eventuallyIs("to have its daemon", () -> assertThat(node.pods()).hasSize(1));
      String daemon = node.pods().first();
      Pod optedOut = node.pod(Map.of("nodesentinel.io/managed", "false"), Map.of());
      node.pod(Map.of(), Map.of());

      node.report(Report.fatal("XidError"));

      node.awaitPhase(Phase.Drained);
      assertThat(node.pods()).containsExactlyInAnyOrder(daemon, optedOut.getMetadata().getName());
    } finally {
      scene.admin().resource(daemons).delete();
    }
  }

  @Test
  void anEventMayAskForNoDrain() {
    TestNode node = scene.node();
    node.pod(Map.of(), Map.of());

    node.report(Report.fatal("XidError").drainOverrides(new BehaviourOverrides(false, true)));

    node.awaitQuarantined();
    assertThat(node.state().cordoned()).isTrue();
    assertThat(node.pods()).hasSize(1);
  }

  @Test
  void aPersonsWorkDrainsIfItAsksForIt() {
    TestNode node = scene.node();
    node.pod(Map.of(), Map.of());

    scene.personQuarantine(
        node.name(),
        """
        reason: firmware update
        requestedBy: ops
        drain: {enabled: true}
        """);

    node.awaitPhase(Phase.Drained);
    assertThat(node.podList()).isEmpty();
  }

  private OperationStatus eviction(String event) {
    EvictionStatus status =
        Objects.requireNonNull(scene.event(event).getStatus()).userPodsEvictionStatus();
    return Objects.requireNonNull(status).status();
  }

  private static DrainProgress drain(TestNode node) {
    DrainProgress progress = node.status().drain();
    assertThat(progress).as("drain progress").isNotNull();
    return Objects.requireNonNull(progress);
  }

  /// How many times the API server was asked for an eviction.
  private long evictions() {
    return Math.round(
        scene
            .admin()
            .raw("/metrics")
            .lines()
            .filter(line -> line.startsWith("apiserver_request_total{"))
            .filter(line -> line.contains("subresource=\"eviction\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum());
  }

  /// A budget that its controller has counted.
  private PodDisruptionBudget budget(Map<String, String> app, int minAvailable, int allowed) {
    PodDisruptionBudget budget =
        scene
            .admin()
            .resource(
                new PodDisruptionBudgetBuilder()
                    .withMetadata(TestNode.named(scene.nextName()).build())
                    .withNewSpec()
                    .withMinAvailable(new IntOrString(minAvailable))
                    .withSelector(new LabelSelectorBuilder().withMatchLabels(app).build())
                    .endSpec()
                    .build())
            .create();
    eventually(
        "the budget to allow " + allowed,
        () -> String.valueOf(scene.admin().resource(budget).get()),
        () -> {
          PodDisruptionBudget counted = scene.admin().resource(budget).get();
          assertThat(counted.getStatus()).isNotNull();
          assertThat(counted.getStatus().getObservedGeneration()).isEqualTo(1);
          assertThat(counted.getStatus().getExpectedPods()).isPositive();
          assertThat(counted.getStatus().getDisruptionsAllowed()).isEqualTo(allowed);
        });
    return budget;
  }

  private DaemonSet daemonSet(TestNode node) {
    Map<String, String> app = Map.of("app", scene.nextName());
    return new DaemonSetBuilder()
        .withMetadata(TestNode.named(scene.nextName()).build())
        .withNewSpec()
        .withSelector(new LabelSelectorBuilder().withMatchLabels(app).build())
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(app)
        .endMetadata()
        .withNewSpec()
        .addToNodeSelector("kubernetes.io/hostname", node.name())
        .addNewContainer()
        .withName("main")
        .withImage("example.invalid/main")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
