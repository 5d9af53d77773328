package io.nodesentinel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Phase;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What happened while the operator was down is found by its successor, from what is there. The
/// operator is killed once for all scenarios here.
class WhileDownE2E extends OperatorScenarios {
  private TestNode uncordoned;
  private TestNode untainted;
  private TestNode cordonedAgain;
  private TestNode withoutQuarantine;
  private TestNode left;
  private TestNode recovered;
  private TestNode recoversMeanwhile;
  private TestNode failsMeanwhile;
  private TestNode gone;
  private String deletedQuarantine;
  private String sessionOfLeft;

  WhileDownE2E() {
    super("down");
  }

  @Override
  void prepare() {
    scene.fatalPolicy();
  }

  @BeforeAll
  void killItAndDoThingsAndStartItAgain() {
    uncordoned = quarantined();
    untainted = quarantined();
    cordonedAgain = quarantined();
    withoutQuarantine = quarantined();
    left = quarantined();
    sessionOfLeft = session(left);
    recoversMeanwhile = quarantined();
    gone = quarantined();
    failsMeanwhile = scene.node();
    recovered = quarantined();
    // Within the second of the fault, as far as the API server's times tell.
    scene.awaitEvaluation(recovered.report(Report.healthy("XidError")), "Released");

    operator.kill9();
    uncordoned.uncordon();
    untainted.untaint("example.com/fatal");
    cordonedAgain.uncordon();
    cordonedAgain.cordon();
    deletedQuarantine = withoutQuarantine.quarantine().orElseThrow().getMetadata().getUid();
    withoutQuarantine.deleteQuarantine();
    recoversMeanwhile.report(Report.healthy("XidError"));
    failsMeanwhile.report(Report.fatal("XidError"));
    gone.delete();
    operator.restart();
  }

  private TestNode quarantined() {
    TestNode node = scene.node();
    String event = node.report(Report.fatal("XidError"));
    node.awaitQuarantined();
    scene.awaitEvaluation(event, "Quarantined");
    return node;
  }

  private static String session(TestNode node) {
    return Objects.requireNonNull(node.status().session()).id();
  }

  @Test
  void anUncordonCounts() {
    uncordoned.awaitCancelled();
    uncordoned.awaitLedger("XidError/: Cancelled");
    uncordoned.assertFree();
  }

  @Test
  void anUntaintCounts() {
    untainted.awaitCancelled();
    untainted.assertFree();
  }

  @Test
  void aPersonsOwnCordonAfterAnUncordonIsKept() {
    cordonedAgain.awaitCancelled();
    assertThat(cordonedAgain.state().cordoned()).isTrue();
    assertThat(cordonedAgain.state().taints()).isEmpty();
    assertThat(cordonedAgain.ledger()).containsExactly("XidError/: Cancelled");
  }

  @Test
  void deletingTheNodeQuarantineCounts() {
    withoutQuarantine.eventuallyIs(
        "to be free",
        () -> {
          withoutQuarantine.assertFree();
          assertThat(withoutQuarantine.quarantine().map(q -> q.getMetadata().getUid()))
              .isNotEqualTo(Optional.of(deletedQuarantine));
        });
    String same = withoutQuarantine.report(Report.fatal("XidError"));
    scene.awaitEvaluation(same, "CoolOff");
    withoutQuarantine.assertFree();
  }

  @Test
  void aSessionThatNobodyTouchedGoesOn() {
    scene.awaitEvaluation(left.report(Report.fatal("XidError")), "Repeated");
    assertThat(session(left)).isEqualTo(sessionOfLeft);
    assertThat(left.state().cordoned()).isTrue();
    assertThat(left.status().history()).hasSize(1);
  }

  @Test
  void aNodeThatRecoveredBeforeIsNotQuarantinedAgain() {
    scene.awaitEvaluation(recovered.report(Report.healthy("XidError")), "NoFault");
    assertThat(recovered.phase()).contains(Phase.Released);
    assertThat(recovered.state()).isEqualTo(NodeState.untouched());
    assertThat(recovered.status().history()).hasSize(2);
  }

  @Test
  void aRecoveryCounts() {
    recoversMeanwhile.awaitReleased();
  }

  @Test
  void aFaultCounts() {
    failsMeanwhile.awaitQuarantined();
  }

  @Test
  void aNodeThatWasDeletedEndsItsSession() {
    gone.awaitPhase(Phase.Cancelled);
  }
}
