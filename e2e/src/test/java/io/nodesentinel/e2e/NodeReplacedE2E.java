package io.nodesentinel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.Session;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A Node object goes in the middle of a session, and comes back as the same machine or another.
class NodeReplacedE2E extends OperatorScenarios {
  NodeReplacedE2E() {
    super("replaced");
  }

  @Override
  void prepare() {
    scene.fatalPolicy();
  }

  private TestNode quarantined(String machine) {
    TestNode node = scene.node(Map.of(TestNode.MACHINE, machine));
    node.report(Report.fatal("XidError"));
    node.awaitQuarantined();
    return node;
  }

  @Test
  void deletingTheNodeEndsTheSession() {
    TestNode node = scene.node();
    String event = node.report(Report.fatal("XidError"));
    node.awaitQuarantined();
    scene.awaitEvaluation(event, "Quarantined");

    node.delete();

    node.awaitPhase(Phase.Cancelled);
    scene.awaitEvaluation(event, "UnknownNode");
    assertThat(node.status().history().getLast().reason()).isEqualTo("NodeDeleted");
    assertThat(node.status().owned()).isNull();
  }

  @Test
  void theSameMachineKeepsItsFaults() {
    TestNode node = quarantined("machine-1");
    node.delete();
    node.awaitPhase(Phase.Cancelled);

    node.create(Map.of(TestNode.MACHINE, "machine-1"));

    node.awaitQuarantined();
    assertThat(node.ledger()).containsExactly("XidError/: Open");
    assertThat(node.state().cordoned()).isTrue();
    node.report(Report.healthy("XidError"));
    node.awaitReleased();
  }

  @Test
  void anotherMachineOfTheSameNameStartsClean() {
    TestNode node = quarantined("machine-1");
    node.delete();
    node.awaitPhase(Phase.Cancelled);
    scene.awaitNextSecond();

    node.create(Map.of(TestNode.MACHINE, "machine-2"));

    node.awaitLedger();
    assertThat(node.state()).isEqualTo(NodeState.untouched());
    scene.awaitEvaluation(node.report(Report.healthy("XidError")), "NoFault");
    assertThat(node.state()).isEqualTo(NodeState.untouched());

    node.report(Report.fatal("XidError"));
    node.awaitQuarantined();
  }

  @Test
  void theSameMachineKeepsItsFaultsAlsoIfTheOperatorSawNothingOfIt() {
    TestNode node = quarantined("machine-1");
    operator.kill9();
    node.delete();
    node.create(Map.of(TestNode.MACHINE, "machine-1"));

    operator.restart();

    String uid = node.get().getMetadata().getUid();
    node.eventuallyIs(
        "to be in a session of the new object",
        () -> {
          Session session = node.status().session();
          assertThat(session).isNotNull();
          assertThat(Objects.requireNonNull(session).nodeUID()).isEqualTo(uid);
        });
    node.awaitQuarantined();
  }

  @Test
  void aRecordThatCameAlongWithACopyOfTheNodeMeansNothing() {
    TestNode node = quarantined("machine-1");
    String record = node.ownershipRecord();
    TestNode copy = scene.node();

    copy.annotate(NodeState.RECORD, record);

    copy.eventuallyIs(
        "to have no record", () -> assertThat(copy.state()).isEqualTo(NodeState.untouched()));
    assertThat(copy.quarantine()).isEmpty();
    assertThat(node.phase()).contains(Phase.Quarantined);
  }
}
