package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.e2e.bench.cluster.RequestCounts;
import io.nodesentinel.e2e.controlplane.ControlPlane;
import io.nodesentinel.e2e.controlplane.Etcd;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// The API server is away, slow or busy, its watches break, its clock is set, the disk is full. The
/// operator stays, says what it waits for, harms nothing meanwhile, and is right again within
/// seconds after. The control plane is one of its own, since it is stopped.
@ExtendWith(RealCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SurroundingsE2E {
  private static final Duration RIGHT_AGAIN_WITHIN = Duration.ofSeconds(15);
  private static final String[] FLAGS = {
    "--lease-duration=15s", "--renew-deadline=10s", "--retry-period=2s"
  };

  private Cluster cluster;
  private Scene scene;
  private BetweenReadAndWrite proxy;
  private Path direct;
  private Path throughProxy;
  private @Nullable OperatorUnderTest operator;
  private @Nullable Path way;

  @BeforeAll
  void begin() throws Exception {
    cluster = Cluster.startAnother("surroundings");
    scene = Scene.open(cluster, "surroundings");
    scene.fatalPolicy();
    proxy =
        BetweenReadAndWrite.open(cluster.controlPlane(), _ -> BetweenReadAndWrite.Ruling.pass());
    direct = cluster.operatorKubeconfig();
    throughProxy = proxy.kubeconfig(cluster);
  }

  @AfterAll
  void end() throws Exception {
    if (operator != null) {
      operator.close();
    }
    if (proxy != null) {
      proxy.close();
    }
    if (scene != null) {
      scene.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  /// The nodes of one disturbance: one with a cordon of somebody else, one of which nothing is
  /// asked, one that a person uncordons meanwhile, one whose fault is reported meanwhile.
  private record Four(TestNode foreign, TestNode idle, TestNode released, TestNode struck) {
    void meanwhile() {
      released.uncordon();
      struck.report(Report.fatal("XidError"));
    }

    void assertUnharmed() {
      assertThat(idle.state()).isEqualTo(NodeState.untouched());
      assertThat(foreign.state().cordoned()).isTrue();
      assertThat(foreign.state().isInSession()).isFalse();
      assertThat(foreign.state().taints()).isEmpty();
    }
  }

  private Four four() {
    Four four = new Four(scene.node(), scene.node(), scene.node(), scene.node());
    four.foreign.cordon();
    String event = four.released.report(Report.fatal("XidError"));
    four.released.awaitQuarantined();
    scene.awaitEvaluation(event, "Quarantined");
    return four;
  }

  /// @param deadline for all of it, from now on
  private void awaitRight(String what, Four four, Duration deadline) {
    long since = System.nanoTime();
    eventually(
        deadline,
        "the fault and the uncordon to count",
        () -> four.struck.describe() + "\n" + four.released.describe() + operator().describe(),
        () -> {
          assertThat(four.struck.state().isInSession()).isTrue();
          assertThat(four.struck.state().cordoned()).isTrue();
          assertThat(four.released.state().annotations())
              .contains(NodeState.RELEASED_MANUALLY)
              .doesNotContain(NodeState.RECORD);
          four.released.assertFree();
        });
    Progress.say(
        "%s: right again after %d ms".formatted(what, (System.nanoTime() - since) / 1_000_000));
    four.struck.awaitQuarantined();
    four.released.awaitCancelled();
    four.assertUnharmed();
    scene.awaitEvaluation(four.released.report(Report.fatal("XidError")), "CoolOff");
  }

  private OperatorUnderTest operator() {
    return Objects.requireNonNull(operator);
  }

  private OperatorUnderTest operatorBy(Path kubeconfig) {
    OperatorUnderTest present = operator;
    if (present != null && present.isRunning() && kubeconfig.equals(way)) {
      return present;
    }
    if (present != null) {
      present.close();
    }
    way = kubeconfig;
    OperatorUnderTest started = OperatorUnderTest.start(kubeconfig, "surroundings", FLAGS);
    operator = started;
    return started;
  }

  @Test
  void anApiServerThatIsRestartedIsFoundAgain() {
    OperatorUnderTest here = operatorBy(direct);
    long pid = here.pid();
    Four four = four();

    cluster.controlPlane().restartApiServer();
    four.meanwhile();

    awaitRight("API server restarted", four, RIGHT_AGAIN_WITHIN);
    assertStayed(here, pid);
    awaitKubernetes();
  }

  /// A new API server remembers nothing, and etcd has forgotten what was: the version that each
  /// watch has reached is too old (410), by both.
  @Test
  void watchesFromBeforeACompactionAreBegunAnew() {
    OperatorUnderTest here = operatorBy(direct);
    long pid = here.pid();
    Four four = four();
    ControlPlane controlPlane = cluster.controlPlane();

    controlPlane.stopApiServer();
    try (Etcd etcd = new Etcd(controlPlane.etcdUrl())) {
      assertThat(etcd.compact()).isPositive();
    } finally {
      controlPlane.startApiServer();
    }
    eventually(
        "the operator to list what it could not go on watching",
        here::describe,
        () ->
            assertThat(listed())
                .contains("nodequarantines.nodesentinel.io", "healthevents.nodesentinel.io"));
    four.meanwhile();

    awaitRight("etcd compacted", four, RIGHT_AGAIN_WITHIN);
    assertStayed(here, pid);
    awaitKubernetes();
  }

  /// What was listed since the API server began; nobody but the operator lists objects of ours
  /// here.
  private Set<String> listed() {
    return RequestCounts.parse(scene.admin().raw("/metrics")).byResource().keySet().stream()
        .filter(key -> key.verb().equals("LIST"))
        .map(RequestCounts.Key::resource)
        .collect(Collectors.toSet());
  }

  @Test
  @Tag("long")
  void anApiServerThatIsGoneForAMinuteIsWaitedForInWords() {
    OperatorUnderTest here = operatorBy(direct);
    long pid = here.pid();
    Four four = four();
    ControlPlane controlPlane = cluster.controlPlane();

    controlPlane.stopApiServer();
    long gone = System.nanoTime();
    try {
      eventually(
          "the operator to say what it waits for",
          here::describe,
          () -> {
            assertThat(here.answer("/readyz").status()).isEqualTo(503);
            assertThat(here.answer("/readyz").body()).contains("[-] lease: ");
            assertThat(here.metric("nodesentinel_leader")).hasValue(0);
            assertThat(here.answer("/healthz").status()).isEqualTo(200);
          });
      assertThat(here.logLines())
          .filteredOn(line -> line.contains("the lease was neither read nor renewed"))
          .hasSize(1);
      eventually(
          Duration.ofSeconds(90),
          "a minute to pass",
          () -> "",
          () ->
              assertThat(System.nanoTime() - gone).isGreaterThan(Duration.ofMinutes(1).toNanos()));
      assertStayed(here, pid);
    } finally {
      controlPlane.startApiServer();
    }
    four.meanwhile();

    awaitRight("API server gone for a minute", four, RIGHT_AGAIN_WITHIN);
    assertStayed(here, pid);
    assertThat(here.answer("/readyz").status()).isEqualTo(200);
    awaitKubernetes();
  }

  /// Kubernetes' own controllers take longer than the operator to find a server that was restarted;
  /// without them the next scenario has no ready node.
  private void awaitKubernetes() {
    eventually(Duration.ofMinutes(2), "a node to get ready", () -> "", scene::node);
  }

  @Test
  @Tag("long")
  void aSlowApiServerOnlyTakesLonger() {
    OperatorUnderTest here = operatorBy(throughProxy);
    long pid = here.pid();
    Four four = four();

    proxy.weather(Weather.slow(Duration.ofSeconds(1)));
    try {
      four.meanwhile();
      awaitRight("API server slow by 1 s", four, Duration.ofSeconds(30));
    } finally {
      proxy.weather(Weather.fair());
    }
    assertStayed(here, pid);
  }

  @Test
  void aBusyApiServerIsAskedAgain() {
    OperatorUnderTest here = operatorBy(throughProxy);
    long pid = here.pid();
    Four four = four();

    proxy.weather(Weather.busy(50, Duration.ofSeconds(1)));
    try {
      proxy.cutWatches();
      four.meanwhile();
      awaitRight("every second answer is 429", four, Duration.ofSeconds(30));
      assertThat(proxy.answeredByWeather()).isPositive();
    } finally {
      proxy.weather(Weather.fair());
    }
    assertStayed(here, pid);
  }

  @Test
  void watchesThatAreCutEverySecondMissNothing() {
    OperatorUnderTest here = operatorBy(throughProxy);
    long pid = here.pid();
    Four four = four();

    try (ScheduledExecutorService scissors = Executors.newSingleThreadScheduledExecutor()) {
      var _ = scissors.scheduleAtFixedRate(proxy::cutWatches, 0, 1, TimeUnit.SECONDS);
      four.meanwhile();
      awaitRight("watches cut every second", four, RIGHT_AGAIN_WITHIN);
      assertCaughtUp();
      scissors.shutdownNow();
    }
    assertStayed(here, pid);
  }

  /// Nobody closed them, so the client would wait for minutes.
  @Test
  void watchesThatFallSilentAreBegunAnew() {
    OperatorUnderTest here = operatorBy(throughProxy);
    long pid = here.pid();
    Four four = four();

    proxy.silenceWatches();
    four.meanwhile();
    awaitRight("watches fallen silent", four, Duration.ofSeconds(40));
    assertStayed(here, pid);
    assertCaughtUp();
  }

  @Test
  void watchesWhoseVersionIsRefusedAreBegunAnew() {
    expire("watches refused with 410", Weather.refusingOldVersions());
  }

  @Test
  void watchesWhoseVersionHasExpiredAreBegunAnew() {
    expire("watches that begin with an ERROR of 410", Weather.expiringWatches());
  }

  @Test
  void aClockThatIsSetAnHourForwardAndBackHarmsNothing() {
    OperatorUnderTest here = operatorBy(throughProxy);
    long pid = here.pid();
    TestNode released = scene.node();
    released.report(Report.fatal("XidError"));
    released.awaitQuarantined();
    released.uncordon();
    released.awaitCancelled();

    try {
      for (Duration step : List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ZERO)) {
        Four four = four();
        proxy.serverClock(step);
        eventually(
            "the operator to be told the time",
            here::describe,
            () -> assertThat(proxy.isServerClockKnown()).isTrue());
        proxy.cutWatches();
        four.meanwhile();
        awaitRight("server's clock " + step + " off", four, RIGHT_AGAIN_WITHIN);
        assertThat(Duration.between(Instant.now().plus(step), four.released.releasedAt()))
            .as("the operator goes by the server's clock")
            .isBetween(Duration.ofMinutes(-1), Duration.ofMinutes(1));
        released.assertFree();
        assertCaughtUp();
      }
    } finally {
      proxy.serverClock(Duration.ZERO);
    }
    scene.awaitEvaluation(released.report(Report.fatal("XidError")), "CoolOff");
    assertStayed(here, pid);
  }

  private void expire(String what, Weather weather) {
    OperatorUnderTest here = operatorBy(throughProxy);
    long pid = here.pid();
    Four four = four();

    proxy.weather(weather);
    try {
      proxy.cutWatches();
      four.meanwhile();
      eventually(
          "the operator to have met it",
          here::describe,
          () -> assertThat(proxy.answeredByWeather()).isGreaterThan(4));
    } finally {
      proxy.weather(Weather.fair());
    }
    awaitRight(what, four, RIGHT_AGAIN_WITHIN);
    assertStayed(here, pid);
    assertCaughtUp();
  }

  @Test
  void aFullDiskTakesTheLogAndNothingElse() {
    if (operator != null) {
      operator.close();
    }
    try (OperatorUnderTest mute =
        OperatorUnderTest.startOnAFullDisk(direct, "surroundings-full-disk", FLAGS)) {
      Four four = four();
      four.meanwhile();
      awaitRight("log on a full disk", four, RIGHT_AGAIN_WITHIN);
      assertThat(mute.answer("/readyz").status()).isEqualTo(200);
      assertThat(mute.stop()).isZero();
    }
  }

  /// What happens from now on is seen: every watch is back.
  private void assertCaughtUp() {
    TestNode later = scene.node();
    later.report(Report.fatal("XidError"));
    later.awaitQuarantined();
    later.uncordon();
    later.awaitCancelled();
  }

  private static void assertStayed(OperatorUnderTest operator, long pid) {
    assertThat(operator.isRunning()).as(operator.describe()).isTrue();
    assertThat(operator.pid()).isEqualTo(pid);
  }
}
