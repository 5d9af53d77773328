package io.nodesentinel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Phase;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A person wins: at once, visibly, and also when the operator was not there to see it.
class ManualReleaseE2E extends OperatorScenarios {
  ManualReleaseE2E() {
    super("manual");
  }

  @Override
  void prepare() {
    scene.fatalPolicy();
  }

  private TestNode quarantined() {
    TestNode node = scene.node();
    String event = node.report(Report.fatal("XidError"));
    node.awaitQuarantined();
    scene.awaitEvaluation(event, "Quarantined");
    return node;
  }

  @Test
  void anUncordonCancelsTheSessionAndItsEvents() {
    TestNode node = scene.node();
    String first = node.report(Report.fatal("XidError"));
    String second = node.report(Report.fatal("DiskError"));
    node.awaitLedger("DiskError/: Open", "XidError/: Open");
    scene.awaitEvaluation(second, "AlreadyQuarantined");

    node.uncordon();

    node.awaitCancelled();
    scene.awaitEvaluation(first, "Cancelled");
    scene.awaitEvaluation(second, "Cancelled");
    assertThat(Objects.requireNonNull(scene.event(second).getStatus()).nodeQuarantined())
        .isEqualTo(NodeQuarantined.Cancelled);
    node.awaitLedger("DiskError/: Cancelled", "XidError/: Cancelled");
    node.assertFree();
    node.awaitAnnounced("ManuallyReleased");
  }

  @Test
  void theSameFaultLeavesTheNodeInPeaceAndANewOneDoesNot() {
    TestNode node = quarantined();
    node.uncordon();
    node.awaitCancelled();

    String same = node.report(Report.fatal("XidError"));

    scene.awaitEvaluation(same, "CoolOff");
    node.assertFree();
    assertThat(node.phase()).contains(Phase.Cancelled);

    node.report(Report.fatal("XidError").gpu("7"));

    node.awaitQuarantined();
    assertThat(node.state().annotations()).doesNotContain(NodeState.RELEASED_MANUALLY);
    assertThat(node.ledger()).containsExactlyInAnyOrder("XidError/: Cancelled", "XidError/7: Open");
  }

  @Test
  void anUntaintCancelsTooAndGivesUpTheCordon() {
    TestNode node = quarantined();

    node.untaint("example.com/fatal");

    node.awaitCancelled();
    node.assertFree();
  }

  @Test
  void anUncordonOfANodeThatWasCordonedBeforeCancelsToo() {
    TestNode node = scene.node();
    node.cordon();
    node.report(Report.fatal("XidError"));
    node.awaitQuarantined();

    node.uncordon();

    node.awaitCancelled();
    node.assertFree();
  }

  @Test
  void theRecordAloneIsPutBackWhenSomebodyRemovesIt() {
    TestNode node = quarantined();
    String session = Objects.requireNonNull(node.status().session()).id();

    node.unannotate(NodeState.RECORD);

    node.eventuallyIs(
        "to have its record again", () -> assertThat(node.state().isInSession()).isTrue());
    assertThat(node.state().cordoned()).isTrue();
    assertThat(Objects.requireNonNull(node.status().session()).id()).isEqualTo(session);
    node.report(Report.healthy("XidError"));
    node.awaitReleased();
  }

  @Test
  void anUnreadableRecordIsMadeAnew() {
    TestNode node = quarantined();

    node.annotate(NodeState.RECORD, "{oops");

    node.eventuallyIs(
        "to have a readable record",
        () ->
            assertThat(node.get().getMetadata().getAnnotations().get(NodeState.RECORD))
                .contains("\"session\""));
    node.report(Report.healthy("XidError"));
    node.awaitReleased();
  }

  @Test
  void aReleaseWorksOnHoldToo() {
    TestNode node = quarantined();
    node.annotate("nodesentinel.io/hold", "do nothing");

    node.uncordon();

    node.awaitCancelled();
    assertThat(node.state().taints()).isEmpty();
  }

  @Test
  void deletingTheNodeQuarantineIsARelease() {
    TestNode node = quarantined();
    String uid = uid(node);

    node.deleteQuarantine();

    node.eventuallyIs("to be free", () -> assertIsReleasedByDeletionOf(uid, node));
    String same = node.report(Report.fatal("XidError"));
    scene.awaitEvaluation(same, "CoolOff");
    node.assertFree();
  }

  private static String uid(TestNode node) {
    return node.quarantine().orElseThrow().getMetadata().getUid();
  }

  /// The object goes; one that keeps the cool-off may come in its place.
  private static void assertIsReleasedByDeletionOf(String uid, TestNode node) {
    node.assertFree();
    assertThat(node.quarantine().stream())
        .allSatisfy(q -> {
          assertThat(q.getMetadata().getUid()).isNotEqualTo(uid);
          assertThat(node.phase()).contains(Phase.Cancelled);
          assertThat(node.status().session()).isNull();
        });
  }

  @Test
  void aNodeQuarantineMadeByHandIsCarriedOutAndDeletingItPutsTheNodeBack() {
    TestNode node = scene.node();

    scene.personQuarantine(
        node.name(),
        """
        reason: firmware update
        requestedBy: ops
        taints: [{key: example.com/work, value: planned, effect: NoSchedule}]
        """);

    node.awaitQuarantined();
    assertThat(node.state().cordoned()).isTrue();
    assertThat(node.state().taints()).containsExactly("example.com/work=planned:NoSchedule");
    assertThat(Objects.requireNonNull(node.status().session()).by()).isEqualTo("ops");

    node.deleteQuarantine();

    node.eventuallyIs(
        "to be free and without NodeQuarantine",
        () -> {
          assertThat(node.quarantine()).isEmpty();
          assertThat(node.state()).isEqualTo(NodeState.untouched());
        });
  }

  @Test
  void aFaultJoinsAPersonsWorkAndItsEndDoesNotEndTheWork() {
    TestNode node = scene.node();
    scene.personQuarantine(node.name(), "requestedBy: ops");
    node.awaitQuarantined();

    String fault = node.report(Report.fatal("XidError"));

    scene.awaitEvaluation(fault, "AlreadyQuarantined");
    node.eventuallyIs(
        "to have the fault's taint",
        () -> assertThat(node.state().taints()).containsExactly(Scene.FATAL_TAINT));

    node.report(Report.healthy("XidError"));

    node.eventuallyIs("to have no taint", () -> assertThat(node.state().taints()).isEmpty());
    node.awaitLedger();
    assertThat(node.state().cordoned()).isTrue();
    assertThat(node.phase()).contains(Phase.Quarantined);
  }

  @Test
  void anUncordonEndsAPersonsWorkToo() {
    TestNode node = scene.node();
    scene.personQuarantine(node.name(), "requestedBy: ops");
    node.awaitQuarantined();

    node.uncordon();

    node.awaitCancelled();
    String look = node.report(Report.fatal("XidError").harmless());
    scene.awaitEvaluation(look, "NoPolicyMatched");
    node.assertFree();
    assertThat(node.phase()).contains(Phase.Cancelled);
  }
}
