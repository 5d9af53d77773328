package io.nodesentinel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.BehaviourOverrides;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.ProcessingStrategy;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A fault quarantines a node, recovery releases it, and what was there before is there afterwards.
class QuarantineE2E extends OperatorScenarios {
  private static final String NET_TAINT = "example.com/net=down:NoSchedule";

  QuarantineE2E() {
    super("quarantine");
  }

  @Override
  void prepare() {
    scene.fatalPolicy();
    scene.policy(
        "net",
        """
        match: {all: [{kind: HealthEvent, expression: "event.checkName == 'NetError'"}]}
        taints: [{key: example.com/net, value: down, effect: NoSchedule}]
        labels: {example.com/net: down}
        """);
  }

  @Test
  void aFatalEventCordonsAndTaintsItsNodeAndNoOther() {
    TestNode node = scene.node();
    TestNode other = scene.node();

    String event = node.report(Report.fatal("XidError").gpu("0"));

    node.awaitQuarantined();
    scene.awaitEvaluation(event, "Quarantined");
    NodeState state = node.state();
    assertThat(state.cordoned()).isTrue();
    assertThat(state.taints()).containsExactly(Scene.FATAL_TAINT);
    assertThat(state.labels()).containsOnly(Map.entry(NodeState.STATE, "quarantined"));
    assertThat(node.ledger()).containsExactly("XidError/0: Open");
    assertThat(said(event)).isEqualTo(NodeQuarantined.Quarantined);
    assertThat(other.state()).isEqualTo(NodeState.untouched());
    assertThat(other.quarantine()).isEmpty();
  }

  @Test
  void aHealthyEventOfOneEntityClosesThatOneOnly() {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError").gpu("0", "1"));
    node.awaitQuarantined();

    String partial = node.report(Report.healthy("XidError").gpu("0"));

    scene.awaitEvaluation(partial, "AlreadyQuarantined");
    node.awaitLedger("XidError/1: Open");
    assertThat(node.state().cordoned()).isTrue();
    assertThat(said(partial)).isEqualTo(NodeQuarantined.AlreadyQuarantined);

    String rest = node.report(Report.healthy("XidError").gpu("1"));

    node.awaitReleased();
    scene.awaitEvaluation(rest, "Released");
    assertThat(said(rest)).isEqualTo(NodeQuarantined.UnQuarantined);
  }

  @Test
  void aHealthyEventWithoutEntitiesClosesAllOfItsCheckAndReleases() {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError").gpu("0", "1", "2"));
    node.awaitQuarantined();

    node.report(Report.healthy("XidError"));

    node.awaitReleased();
    node.awaitLedger();
    node.awaitAnnounced("Released");
  }

  @Test
  void aCordonAndATaintThatWereThereBeforeAreThereAfterwards() {
    TestNode node = scene.node();
    node.cordon();
    node.taint("example.com/fatal", "true", "NoSchedule");
    node.taint("example.com/mine", "x", "PreferNoSchedule");
    NodeState before = node.state();

    node.report(Report.fatal("XidError"));
    node.awaitQuarantined();
    assertThat(node.status().preExisting())
        .satisfies(pre -> {
          assertThat(pre.cordon()).isTrue();
          assertThat(pre.taints()).extracting(t -> t.key()).containsExactly("example.com/fatal");
        });
    node.report(Report.healthy("XidError"));

    node.awaitPhase(Phase.Released);
    node.eventuallyIs("to be as before", () -> assertThat(node.state()).isEqualTo(before));
  }

  @Test
  void aTaintThatSomebodyAddsDuringASessionStays() {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError"));
    node.awaitQuarantined();
    node.taint("example.com/mine", "x", "NoSchedule");

    node.report(Report.healthy("XidError"));

    node.awaitPhase(Phase.Released);
    assertThat(node.state().cordoned()).isFalse();
    assertThat(node.state().taints()).containsExactly("example.com/mine=x:NoSchedule");
  }

  @Test
  void theActionsOfASecondFaultComeAndGoWithIt() {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError"));
    node.awaitQuarantined();

    String second = node.report(Report.fatal("NetError").harmless());

    scene.awaitEvaluation(second, "AlreadyQuarantined");
    node.eventuallyIs(
        "to have both taints",
        () -> {
          assertThat(node.state().taints()).containsExactlyInAnyOrder(Scene.FATAL_TAINT, NET_TAINT);
          assertThat(node.state().labels()).containsEntry("example.com/net", "down");
        });

    node.report(Report.healthy("NetError"));

    node.eventuallyIs(
        "to have the first taint only",
        () -> {
          assertThat(node.state().taints()).containsExactly(Scene.FATAL_TAINT);
          assertThat(node.state().labels()).doesNotContainKey("example.com/net");
        });
    assertThat(node.state().cordoned()).isTrue();
    assertThat(node.phase()).contains(Phase.Quarantined);
  }

  @Test
  void theFirstFaultMayGoBeforeTheSecond() {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError"));
    node.report(Report.fatal("NetError").harmless());
    node.awaitLedger("NetError/: Open", "XidError/: Open");

    node.report(Report.healthy("XidError"));

    node.eventuallyIs(
        "to have the second taint only",
        () -> assertThat(node.state().taints()).containsExactly(NET_TAINT));
    assertThat(node.state().cordoned()).isTrue();

    node.report(Report.healthy("NetError"));
    node.awaitReleased();
  }

  @Test
  void theSameFaultAgainIsARepeatAndChangesNothing() {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError"));
    node.awaitQuarantined();
    String session = session(node);

    String again = node.report(Report.fatal("XidError"));

    scene.awaitEvaluation(again, "Repeated");
    assertThat(session(node)).isEqualTo(session);
    assertThat(node.ledger()).containsExactly("XidError/: Open");
  }

  @Test
  void whatLooksLikeAFaultAndIsNoneDoesNothing() {
    TestNode node = scene.node();

    String storeOnly =
        node.report(Report.fatal("XidError").strategy(ProcessingStrategy.STORE_ONLY));
    String forAnalysis =
        node.report(Report.fatal("XidError").strategy(ProcessingStrategy.STORE_AND_ANALYSE));
    String notFatal = node.report(Report.fatal("XidError").harmless());
    String healthy = node.report(Report.healthy("XidError"));
    String skipped =
        node.report(
            Report.fatal("XidError").quarantineOverrides(new BehaviourOverrides(false, true)));

    scene.awaitEvaluation(storeOnly, "StoreOnly");
    scene.awaitEvaluation(forAnalysis, "StoreOnly");
    scene.awaitEvaluation(notFatal, "NoPolicyMatched");
    scene.awaitEvaluation(healthy, "NoFault");
    scene.awaitEvaluation(skipped, "Skipped");
    assertThat(node.state()).isEqualTo(NodeState.untouched());
    assertThat(node.quarantine()).isEmpty();
  }

  @Test
  void aForcedEventActsWithoutAPolicy() {
    TestNode node = scene.node();

    String forced =
        node.report(
            Report.fatal("OddError")
                .harmless()
                .quarantineOverrides(new BehaviourOverrides(true, false)));

    node.awaitQuarantined();
    scene.awaitEvaluation(forced, "Quarantined");
    assertThat(node.state().cordoned()).isTrue();
    node.report(Report.healthy("OddError"));
    node.awaitReleased();
  }

  @Test
  void aNodeThatIsOptedOutIsLeftAlone() {
    TestNode node = scene.node();
    node.label("nodesentinel.io/managed", "false");

    String event = node.report(Report.fatal("XidError"));

    scene.awaitEvaluation(event, "NotManaged");
    assertThat(node.state().cordoned()).isFalse();
    assertThat(node.quarantine()).isEmpty();
  }

  @Test
  void optingOutInTheMiddleEndsTheSession() {
    TestNode node = scene.node();
    String event = node.report(Report.fatal("XidError"));
    node.awaitQuarantined();

    node.label("nodesentinel.io/managed", "false");

    node.awaitPhase(Phase.Cancelled);
    scene.awaitEvaluation(event, "NotManaged");
    assertThat(node.state().cordoned()).isFalse();
    assertThat(node.state().taints()).isEmpty();
    assertThat(node.state().isInSession()).isFalse();
  }

  @Test
  void onHoldNothingBeginsUntilTheHoldIsTakenOff() {
    TestNode node = scene.node();
    node.annotate("nodesentinel.io/hold", "waiting for the vendor");

    String event = node.report(Report.fatal("XidError"));

    scene.awaitEvaluation(event, "Held");
    node.awaitPhase(Phase.Held);
    assertThat(node.state().cordoned()).isFalse();

    node.unannotate("nodesentinel.io/hold");

    node.awaitQuarantined();
    scene.awaitEvaluation(event, "Quarantined");
  }

  @Test
  void onHoldNothingIsReleasedUntilTheHoldIsTakenOff() {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError"));
    node.awaitQuarantined();
    node.annotate("nodesentinel.io/hold", "waiting for the vendor");

    node.report(Report.healthy("XidError"));

    node.awaitLedger();
    assertThat(node.state().cordoned()).isTrue();
    assertThat(node.state().isInSession()).isTrue();

    node.unannotate("nodesentinel.io/hold");

    node.awaitReleased();
  }

  @Test
  void theNodeTellsItsStoryInKubernetesEvents() {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError"));
    node.awaitAnnounced("Quarantined");
    node.report(Report.healthy("XidError"));
    node.awaitAnnounced("Released");

    assertThat(node.announcements())
        .allSatisfy(event -> {
          assertThat(event.getRegarding().getKind()).isEqualTo("Node");
          assertThat(event.getRegarding().getUid()).isEqualTo(node.get().getMetadata().getUid());
          assertThat(event.getType()).isEqualTo("Normal");
          assertThat(event.getNote()).isNotBlank();
        });
    assertThat(node.announced()).containsExactlyInAnyOrder("Quarantined", "Released");
  }

  private static String session(TestNode node) {
    return Objects.requireNonNull(node.status().session()).id();
  }

  private NodeQuarantined said(String event) {
    HealthEventStatus status = Objects.requireNonNull(scene.event(event).getStatus());
    return Objects.requireNonNull(status.nodeQuarantined());
  }
}
