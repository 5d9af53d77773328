package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.nodesentinel.crds.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the process shows of itself, and how it starts, stops and hands over.
class ServingE2E extends OperatorScenarios {
  ServingE2E() {
    super("serving");
  }

  @Override
  void prepare() {
    scene.fatalPolicy();
  }

  @Test
  void probesAnswer() {
    assertThat(operator.answer("/healthz")).isEqualTo(new OperatorUnderTest.Answer(200, "ok\n"));
    assertThat(operator.answer("/readyz").body()).startsWith("ready\n").contains("[+] nodes");
    assertThat(operator.answer("/nothing").status()).isEqualTo(404);
  }

  @Test
  void metricsCountWhatWasDecidedAndNameNoNode() {
    double before = operator.metric("nodesentinel_decisions_total{decision=\"start\"").orElse(0);
    TestNode node = scene.node();
    node.report(Report.fatal("XidError"));
    node.awaitQuarantined();

    eventually(
        "the metrics to show one more session",
        () -> operator.answer("/metrics").body(),
        () -> {
          assertThat(operator.metric("nodesentinel_decisions_total{decision=\"start\""))
              .hasValue(before + 1);
          assertThat(operator.metric("nodesentinel_nodes_out").orElse(0)).isPositive();
          assertThat(operator.metric("nodesentinel_leader")).hasValue(1);
        });
    assertThat(operator.answer("/metrics").body().lines())
        .filteredOn(line -> line.startsWith("nodesentinel_"))
        .isNotEmpty()
        .noneMatch(line -> line.contains(node.name()));
  }

  @Test
  void eachLineOfTheLogIsAJsonObjectAndADecisionIsOneLine() {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError"));
    node.awaitQuarantined();
    node.report(Report.healthy("XidError"));
    node.awaitReleased();

    // The line is written after the deed.
    eventually(
        "the log to have both decisions and no others",
        operator::describe,
        () ->
            assertThat(log())
                .filteredOn(line -> line.at("/kvps/node").asText().equals(node.name()))
                .extracting(line -> line.at("/kvps/decision").asText())
                .containsExactly("start", "release"));
    assertThat(log()).allSatisfy(line -> assertThat(line.path("timestamp").asText()).isNotEmpty());
  }

  private List<JsonNode> log() {
    return operator.logLines().stream()
        .map(line -> Serialization.unmarshal(line, JsonNode.class))
        .toList();
  }

  @Test
  void anOrderlyStopIsASuccessAndGivesTheLeaseBackAtOnce() {
    assertThat(operator.stop()).isZero();
    assertThat(
            scene
                .admin()
                .leases()
                .inNamespace(Cluster.NAMESPACE)
                .withName("nodesentinel-operator")
                .get()
                .getSpec()
                .getHolderIdentity())
        .isNullOrEmpty();
  }

  @Test
  void aStandbyActsOnlyWhenTheLeaderIsGone() {
    try (OperatorUnderTest standby =
        OperatorUnderTest.launch(scene.cluster().operatorKubeconfig(), "serving-standby")) {
      eventually(
          "the standby to be ready",
          standby::describe,
          () -> assertThat(standby.answer("/readyz").status()).isEqualTo(200));
      assertThat(standby.metric("nodesentinel_leader")).hasValue(0);
      TestNode node = scene.node();
      node.report(Report.fatal("XidError"));
      node.awaitQuarantined();
      assertThat(standby.metric("nodesentinel_decisions_total{decision=\"start\"")).hasValue(0);

      operator.kill9();
      node.report(Report.healthy("XidError"));

      node.awaitReleased();
      assertThat(standby.metric("nodesentinel_leader")).hasValue(1);
      standby.stop();
    }
  }

  @Test
  void aLeaderThatStoodStillDoesNotActAfterItsLeaseHasPassed() {
    TestNode node = scene.node();
    try (OperatorUnderTest standby =
        OperatorUnderTest.launch(scene.cluster().operatorKubeconfig(), "serving-frozen")) {
      eventually(
          "the standby to be ready",
          standby::describe,
          () -> assertThat(standby.answer("/readyz").status()).isEqualTo(200));
      operator.signal("STOP");
      try {
        standby.awaitLeading();
        node.report(Report.fatal("XidError"));
        node.awaitQuarantined();
        node.uncordon();
        node.awaitCancelled();
      } finally {
        operator.signal("CONT");
      }

      eventually(
          "the former leader to end",
          operator::describe,
          () -> assertThat(operator.isRunning()).isFalse());
      assertThat(node.phase()).contains(Phase.Cancelled);
      assertThat(operator.logLines()).noneMatch(line -> line.contains("\"" + node.name() + "\""));
      standby.stop();
    }
  }

  @Test
  void aServerThatIsNotThereIsAnErrorInOneSentence() throws Exception {
    Path kubeconfig = scene.cluster().operatorKubeconfig();
    String broken =
        Files.readString(kubeconfig).replaceAll("server: .*", "server: https://127.0.0.1:1");
    Files.writeString(kubeconfig, broken);
    try (OperatorUnderTest lost = OperatorUnderTest.launch(kubeconfig, "serving-lost")) {
      eventually(
          "the operator to give up", lost::describe, () -> assertThat(lost.isRunning()).isFalse());
      assertThat(lost.exitValue()).isEqualTo(1);
      assertThat(lost.logLines().getLast())
          .startsWith("nodesentinel: the API server at https://127.0.0.1:1/ does not answer");
    }
  }
}
