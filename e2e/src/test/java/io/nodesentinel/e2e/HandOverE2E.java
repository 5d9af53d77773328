package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.e2e.BetweenReadAndWrite.Fate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What takes minutes about a leader and its standby: a kill in the middle of a large burst, and
/// how long a hand-over takes.
@Tag("long")
@ExtendWith(RealCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandOverE2E {
  private static final int NODES = 500;
  private static final int CAP = 50;
  private static final Duration BURST_ENDS_WITHIN = Duration.ofMinutes(3);

  private Cluster cluster;
  private Scene scene;
  private Path first;
  private Path second;

  @BeforeAll
  void begin(Cluster shared) {
    cluster = shared;
    scene = Scene.open(cluster, "handover");
    scene.fatalPolicy();
    first = cluster.operatorKubeconfig();
    second = cluster.operatorKubeconfig();
  }

  @AfterEach
  void removeNodes() {
    scene.removeNodes();
  }

  @AfterAll
  void end() {
    if (scene != null) {
      scene.close();
    }
  }

  /// The last of the kills takes the answer to the write that fills the cap: only the cluster knows
  /// that there is no place left.
  @ParameterizedTest
  @ValueSource(ints = {1, 25, CAP})
  void aKillInTheMiddleOfABurstTakesOutNoNodeTooManyAndNoneTooFew(int nodeWrite) throws Exception {
    List<TestNode> nodes = nodes(NODES);
    try (RecordingSide one = RecordingSide.open(cluster);
        RecordingSide two = RecordingSide.open(cluster);
        Replicas replicas =
            Replicas.start(
                one.kubeconfig(cluster),
                two.kubeconfig(cluster),
                "handover-burst",
                "--max-unavailable=" + CAP);
        NodesOut out = NodesOut.watch(scene.admin())) {
      OperatorUnderTest leader = replicas.leader();
      OperatorUnderTest standby = replicas.otherThan(leader);
      (replicas.isFirst(leader) ? one : two)
          .killAt(leader, RecordingSide::isNodeWrite, nodeWrite, Fate.ANSWER_LOST);
      Thread reports =
          Thread.ofVirtual()
              .start(() -> Together.each(nodes, node -> node.report(Report.fatal("XidError"))));
      eventually(
          "the leader to end", leader::describe, () -> assertThat(leader.isRunning()).isFalse());

      int atTheKill = out.now();
      Duration led = Replicas.awaitLeading(standby, System.nanoTime(), Eventually.DEADLINE);
      Progress.say(
          "killed with %d of %d nodes out; the standby led after %d ms"
              .formatted(atTheKill, CAP, led.toMillis()));
      eventually(
          BURST_ENDS_WITHIN,
          "%d nodes out and %d held".formatted(CAP, NODES - CAP),
          () -> phases() + " " + out.now() + "\n" + standby.describe(),
          () -> {
            assertThat(reports.isAlive()).isFalse();
            assertThat(Collections.frequency(phases(), Phase.Held)).isEqualTo(NODES - CAP);
            assertThat(Collections.frequency(phases(), Phase.Quarantined)).isEqualTo(CAP);
            assertThat(out.now()).isEqualTo(CAP);
          });
      assertThat(out.most()).isEqualTo(CAP);
      assertThat(out.taken().values()).hasSize(CAP).containsOnly(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4s/3s/1s", "15s/10s/2s"})
  void aHandOverTakesAsLongAsItsLeaseSays(String lease) {
    String[] times = lease.split("/", -1);
    try (Replicas replicas =
        Replicas.start(
            first,
            second,
            "handover-times",
            "--lease-duration=" + times[0],
            "--renew-deadline=" + times[1],
            "--retry-period=" + times[2])) {
      Duration duration = Duration.parse("PT" + times[0]);
      Duration retry = Duration.parse("PT" + times[2]);
      // A tenth of jitter, an answer of the API server, and a machine with other things to do.
      Duration slack = retry.dividedBy(4).plusMillis(2_000);
      assertThat(handOver(replicas, lease, "TERM")).isLessThan(retry.plus(slack));
      replicas.complete();
      // The standby sees the last renewal a retry period late, and tries a retry period late.
      assertThat(handOver(replicas, lease, "KILL"))
          .isGreaterThan(duration.minus(retry.multipliedBy(2)))
          .isLessThan(duration.plus(retry.multipliedBy(2)).plus(slack));
    }
  }

  /// @return how long the cluster was without a leader
  private Duration handOver(Replicas replicas, String lease, String signal) {
    OperatorUnderTest leader = replicas.leader();
    OperatorUnderTest standby = replicas.otherThan(leader);
    TestNode node = scene.node();
    long told = System.nanoTime();
    leader.signal(signal);
    eventually(
        "the leader to end", leader::describe, () -> assertThat(leader.isRunning()).isFalse());
    long ended = System.nanoTime();
    node.report(Report.fatal("XidError"));
    Duration led = Replicas.awaitLeading(standby, ended, Duration.ofMinutes(1));
    node.eventuallyIs("to be out", () -> assertThat(node.state().isInSession()).isTrue());
    Progress.say(
        "hand-over with a lease of %s, SIG%s: ended after %d ms, %d ms later the standby led, the"
                .formatted(lease, signal, (ended - told) / 1_000_000, led.toMillis())
            + " node was out after %d ms".formatted((System.nanoTime() - ended) / 1_000_000));
    return led;
  }

  private List<TestNode> nodes(int count) {
    List<TestNode> nodes = Collections.synchronizedList(new ArrayList<>());
    Together.each(
        Stream.generate(scene::nextName).limit(count).toList(),
        name -> nodes.add(scene.nodeNamed(name + "-node")));
    return List.copyOf(nodes);
  }

  private List<Phase> phases() {
    return scene.admin().resources(NodeQuarantine.class).list().getItems().stream()
        .filter(q -> q.getMetadata().getName().startsWith(scene.name()))
        .filter(q -> q.getStatus() != null && q.getStatus().phase() != null)
        .map(q -> q.getStatus().phase())
        .toList();
  }
}
