package io.nodesentinel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.StatusCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Policies change while they are in use.
class PolicyE2E extends OperatorScenarios {
  PolicyE2E() {
    super("policy");
  }

  /// A policy of its own for each scenario: it acts on one check only.
  private String policy(String check, String rest) {
    return scene.policy(
        check.toLowerCase(Locale.ROOT),
        """
        match: {all: [{kind: HealthEvent, expression: "event.checkName == '%s'"}]}
        """
                .formatted(check)
            + rest);
  }

  private TestNode quarantined(String check) {
    TestNode node = scene.node();
    node.report(Report.fatal(check));
    node.awaitQuarantined();
    return node;
  }

  @Test
  void aChangedTaintChangesOnTheNodeAndIsNotTakenForAManualUntaint() {
    policy("Changed", "taints: [{key: example.com/a, value: x, effect: NoSchedule}]");
    TestNode node = quarantined("Changed");
    assertThat(node.state().taints()).containsExactly("example.com/a=x:NoSchedule");

    policy(
        "Changed",
        """
        cordon: false
        taints: [{key: example.com/b, value: y, effect: PreferNoSchedule}]
        labels: {example.com/b: why}
        """);

    node.eventuallyIs(
        "to have the new taint and no cordon",
        () -> {
          assertThat(node.state().taints()).containsExactly("example.com/b=y:PreferNoSchedule");
          assertThat(node.state().labels()).containsEntry("example.com/b", "why");
          assertThat(node.state().cordoned()).isFalse();
        });
    assertThat(node.phase()).contains(Phase.Quarantined);
    node.report(Report.healthy("Changed"));
    node.awaitReleased();
  }

  @Test
  void aPolicyThatBeginsToDrainDrainsTheNodesItHolds() {
    policy("Drains", "mode: Quarantine");
    TestNode node = quarantined("Drains");
    node.pod(Map.of(), Map.of());

    policy("Drains", "mode: Drain");

    node.awaitPhase(Phase.Drained);
    assertThat(node.podList()).isEmpty();
  }

  @Test
  void deletingAPolicyEndsTheSessionsThatOnlyItJustified() {
    String policy = policy("Deleted", "taints: [{key: example.com/a, effect: NoSchedule}]");
    TestNode node = quarantined("Deleted");

    scene.deletePolicy(policy);

    node.eventuallyIs(
        "to be free",
        () -> {
          assertThat(node.state()).isEqualTo(NodeState.untouched());
          assertThat(node.phase()).contains(Phase.Cancelled);
        });
    assertThat(node.status().history().getLast().reason()).isEqualTo("NoPolicyMatched");
  }

  @Test
  void anInvalidVersionSaysWhyAndTheLastValidOneStaysInForce() {
    String policy = policy("Broken", "taints: [{key: example.com/a, effect: NoSchedule}]");
    assertThat(scene.awaitJudged(policy).status()).isEqualTo(ConditionStatus.True);
    TestNode held = quarantined("Broken");

    scene.policy(
        "broken",
        """
        match: {all: [{kind: HealthEvent, expression: "event.checkNam == 'Broken'"}]}
        """);

    StatusCondition judgement = scene.awaitJudged(policy);
    assertThat(judgement.status()).isEqualTo(ConditionStatus.False);
    assertThat(judgement.message()).contains("checkNam").contains("generation 1");
    assertThat(held.state().taints()).containsExactly("example.com/a=:NoSchedule");
    TestNode next = quarantined("Broken");
    assertThat(next.state().taints()).containsExactly("example.com/a=:NoSchedule");
    assertThat(held.phase()).contains(Phase.Quarantined);
  }

  @Test
  void anInvalidVersionEndsNoSessionWhenTheOperatorStartsAnew() {
    String policy = policy("Broken2", "taints: [{key: example.com/a, effect: NoSchedule}]");
    TestNode node = quarantined("Broken2");
    String session = Objects.requireNonNull(node.status().session()).id();
    scene.policy(
        "broken2", "match: {all: [{kind: HealthEvent, expression: \"event.checkNam == ''\"}]}");
    scene.awaitJudged(policy);

    operator.kill9();
    operator.restart();

    // The version that was in force is known to nobody any more.
    scene.awaitEvaluation(node.report(Report.fatal("Other")), "NoPolicyMatched");
    assertThat(node.state().cordoned()).isTrue();
    assertThat(node.state().taints()).containsExactly("example.com/a=:NoSchedule");
    assertThat(Objects.requireNonNull(node.status().session()).id()).isEqualTo(session);
  }

  @Test
  void aPolicyThatOnlyObservesTouchesNothingAndCounts() {
    String policy = policy("Observed", "mode: Observe");
    scene.awaitJudged(policy);
    TestNode node = scene.node();

    String event = node.report(Report.fatal("Observed"));

    scene.awaitEvaluation(event, "Skipped");
    node.awaitLedger("Observed/: Observed");
    assertThat(node.state()).isEqualTo(NodeState.untouched());
    // A change makes the operator count again.
    policy("Observed", "mode: Observe\npriority: 7");
    node.eventuallyIs(
        "to be counted by " + policy,
        () ->
            assertThat(Objects.requireNonNull(scene.policy(policy).getStatus()).wouldAct())
                .isEqualTo(1));

    policy("Observed", "mode: Quarantine");

    node.awaitQuarantined();
  }

  @Test
  void aNewPolicyLooksAtWhatIsStoredWithinItsMaxAge() {
    TestNode young = scene.node();
    TestNode old = scene.node();
    String youngEvent = young.report(Report.fatal("Stored"));
    String oldEvent =
        old.report(Report.fatal("Stored").at(Instant.now().minus(Duration.ofHours(2))));
    scene.awaitEvaluation(youngEvent, "NoPolicyMatched");
    scene.awaitEvaluation(oldEvent, "NoPolicyMatched");

    policy("Stored", "maxAge: 1h");

    young.awaitQuarantined();
    String another =
        old.report(Report.fatal("Stored").at(Instant.now().minus(Duration.ofHours(2))));
    scene.awaitEvaluation(another, "TooOld");
    assertThat(old.state()).isEqualTo(NodeState.untouched());
  }

  @Test
  void aNodeThatIsSelectedLaterIsQuarantinedThen() {
    scene.policy(
        "selected",
        """
        nodeSelector: {matchLabels: {nodesentinel.test/pool: "yes"}}
        match: {all: [{kind: HealthEvent, expression: "event.checkName == 'Selected'"}]}
        """);
    TestNode node = scene.node();
    String event = node.report(Report.fatal("Selected"));
    scene.awaitEvaluation(event, "NoPolicyMatched");

    node.label("nodesentinel.test/pool", "yes");

    node.awaitQuarantined();
    scene.awaitEvaluation(event, "Quarantined");
  }
}
