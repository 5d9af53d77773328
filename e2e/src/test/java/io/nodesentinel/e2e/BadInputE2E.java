package io.nodesentinel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.Phase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whatever is reported: it is refused or handled with a clear message, nothing crashes, and other
/// nodes are unaffected.
class BadInputE2E extends OperatorScenarios {
  BadInputE2E() {
    super("badinput");
  }

  @Override
  void prepare() {
    scene.fatalPolicy();
  }

  /// The operator is the same process as before, and another node is handled as ever.
  @AfterEach
  void nothingElseSuffers() {
    TestNode other = scene.node();
    other.report(Report.fatal("XidError"));
    other.awaitQuarantined();
    other.report(Report.healthy("XidError"));
    other.awaitReleased();
    assertThat(operator.isRunning()).isTrue();
    assertThat(operator.logLines()).noneMatch(line -> line.contains("\"level\":\"ERROR\""));
  }

  @Test
  void anUnknownNodeIsSaidToBeUnknown() {
    String event = scene.report("badinput-nobody", Report.fatal("XidError"));

    scene.awaitEvaluation(event, "UnknownNode");
  }

  @Test
  void aFaultThatWasReportedBeforeItsNodeExistedIsNotHeldAgainstIt() {
    TestNode late = new TestNode(scene, scene.nextName());
    String event = late.report(Report.fatal("XidError"));
    scene.awaitEvaluation(event, "UnknownNode");
    scene.awaitNextSecond();
    try {
      late.create(Map.of());
      scene.awaitEvaluation(late.report(Report.healthy("XidError")), "NoFault");
      assertThat(late.state()).isEqualTo(NodeState.untouched());
    } finally {
      late.delete();
    }
  }

  @Test
  void aMessageOfFourThousandCharactersIsTakenAndALongerOneRefused() {
    TestNode node = scene.node();

    assertThatThrownBy(() -> node.report(Report.fatal("XidError").message("x".repeat(4097))))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.message")
        .hasMessageContaining("4096");

    node.report(Report.fatal("XidError").message("\u00e4\"\\\u0000\n{}<%s>".repeat(300)));
    node.awaitQuarantined();
  }

  @Test
  void tenThousandEntitiesAreRefused() {
    TestNode node = scene.node();

    assertThatThrownBy(() -> node.report(Report.fatal("XidError").entities(gpus(10_000))))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.entitiesImpacted")
        .hasMessageContaining("64");

    assertThat(node.state()).isEqualTo(NodeState.untouched());
  }

  @Test
  void asManyFaultsAsOneEventCanReportFitInTheRecordAndTheLedger() {
    TestNode node = scene.node();
    List<String> codes = IntStream.range(0, 8).mapToObj(i -> "code-" + i).toList();

    node.report(Report.fatal("XidError").entities(gpus(64)).codes(codes));

    node.awaitQuarantined();
    assertThat(node.status().faults()).hasSize(512);
    String record = node.ownershipRecord();
    assertThat(record.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(16 * 1024);
    node.report(Report.healthy("XidError"));
    node.awaitReleased();
  }

  @Test
  void moreFaultsThanTheLedgerHoldsAreSaidToBeLeftOut() {
    TestNode node = scene.node();
    List<String> codes = IntStream.range(0, 8).mapToObj(i -> "code-" + i).toList();
    for (int i = 0; i < 2; i++) {
      node.report(Report.fatal("Xid" + i).entities(gpus(64)).codes(codes));
    }
    node.eventuallyIs(
        "to have a full ledger", () -> assertThat(node.status().faults()).hasSize(1024));

    String tooMany = node.report(Report.fatal("XidError"));

    scene.awaitEvaluation(tooMany, "Skipped");
    node.report(Report.healthy("Xid0"));
    node.report(Report.healthy("Xid1"));
    node.awaitReleased();
  }

  @Test
  void aReporterWhoseClockIsInTheFutureIsBelievedByTheServersClock() {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError").at(Instant.now().plus(Duration.ofDays(3650))));
    node.awaitQuarantined();

    // Else nothing could ever close the fault.
    node.report(Report.healthy("XidError"));

    node.awaitReleased();
  }

  @Test
  void aHealthyEventOfAFormerTimeClosesNothing() {
    TestNode node = scene.node();
    node.report(Report.fatal("XidError").at(Instant.now()));
    node.awaitQuarantined();

    String stale =
        node.report(Report.healthy("XidError").at(Instant.now().minus(Duration.ofMinutes(4))));

    scene.awaitEvaluation(stale, "NoFault");
    assertThat(node.state().cordoned()).isTrue();
    assertThat(node.phase()).contains(Phase.Quarantined);
  }

  @Test
  void oddNodeNamesAreHandled() {
    for (String odd : List.of("0.1.2.3", "badinput.a-b.example.com", longest())) {
      TestNode node = scene.nodeNamed(odd);
      node.report(Report.fatal("XidError"));
      node.awaitQuarantined();
      node.awaitAnnounced("Quarantined");
      node.report(Report.healthy("XidError"));
      node.awaitReleased();
    }
  }

  @Test
  void anImpossibleNodeNameIsRefused() {
    for (String impossible : List.of("UPPER", "under_score", "a/../b", "", "x".repeat(254))) {
      assertThatThrownBy(() -> scene.report(impossible, Report.fatal("XidError")))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("spec.nodeName");
    }
  }

  /// As long as a name may be.
  private static String longest() {
    return ("x".repeat(60) + ".").repeat(4) + "bad-input";
  }

  private static List<Entity> gpus(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Entity("GPU", "gpu-" + i)).toList();
  }
}
