package io.nodesentinel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/// The life of an installation as who installs it sees it, wherever that is. One step stands on the
/// one before it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class InstalledScenarios {
  private @Nullable InstalledChart place;
  private @Nullable TestNode node;

  /// Makes the place. It is closed after the last step.
  abstract InstalledChart begin();

  @BeforeAll
  void open() {
    place = begin();
  }

  @AfterAll
  void close() {
    if (place != null) {
      place.close();
    }
  }

  @Test
  @Order(1)
  void theChartIsInstalledAndAnOperatorLeads() {
    List<String> command =
        new ArrayList<>(
            List.of(
                "install",
                "nodesentinel",
                HelmUnderTest.chart().toString(),
                "--namespace=" + Cluster.NAMESPACE,
                "--create-namespace",
                "--wait",
                "--timeout=4m",
                "--set=operator.maxUnavailable=100%",
                "--set=operator.leaseDuration=4s",
                "--set=operator.renewDeadline=3s",
                "--set=operator.retryPeriod=1s"));
    command.addAll(place().settings());

    place().helm().run(command.toArray(String[]::new)).orFail();

    place().awaitLeader();
  }

  @Test
  @Order(2)
  void aFaultTakesANodeOutAndItsRepairPutsItBack() {
    place().scene().drainPolicy();
    node = place().scene().node();
    node().pod(Map.of(), Map.of());

    node().report(Report.fatal("XidError"));
    node().awaitPhase(Phase.Drained);
    assertThat(node().state().taints()).containsExactly(Scene.FATAL_TAINT);

    node().report(Report.healthy("XidError"));
    node().awaitReleased();
    assertThat(node().state()).isEqualTo(NodeState.untouched());
  }

  @Test
  @Order(3)
  void aPersonWhoUncordonsWins() {
    TestNode other = place().scene().node();
    String event = other.report(Report.fatal("XidError"));
    other.awaitPhase(Phase.Drained);

    other.uncordon();

    place().scene().awaitEvaluation(event, "Cancelled");
    assertThat(other.state().cordoned()).isFalse();
  }

  @Test
  @Order(4)
  void anUpgradeGoesOnWithWhatIsUnderWay() {
    node().report(Report.fatal("XidError"));
    node().awaitPhase(Phase.Drained);
    int events = events();

    place()
        .helmWithHook(
            "nodesentinel-crds",
            "upgrade",
            "nodesentinel",
            HelmUnderTest.chart().toString(),
            "--namespace=" + Cluster.NAMESPACE,
            "--reset-then-reuse-values",
            "--wait",
            "--timeout=4m",
            "--set=operator.maxEvents=500")
        .orFail();
    place().awaitLeader();

    assertThat(node().state().cordoned()).isTrue();
    assertThat(events()).isEqualTo(events);
    node().report(Report.healthy("XidError"));
    node().awaitReleased();
  }

  @Test
  @Order(5)
  void uninstallingPutsEveryNodeBack() {
    node().report(Report.fatal("XidError"));
    node().awaitPhase(Phase.Drained);

    place()
        .helmWithHook(
            "nodesentinel-release",
            "uninstall",
            "nodesentinel",
            "--namespace=" + Cluster.NAMESPACE,
            "--wait",
            "--timeout=4m")
        .orFail();

    assertThat(node().state()).isEqualTo(NodeState.untouched());
  }

  private int events() {
    return place().cluster().admin().resources(HealthEvent.class).list().getItems().size();
  }

  private InstalledChart place() {
    return Objects.requireNonNull(place, "there is no place");
  }

  private TestNode node() {
    return Objects.requireNonNull(node, "the step before made no node");
  }
}
