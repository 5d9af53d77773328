package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.nodesentinel.crds.HistoryEntry;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.e2e.BetweenReadAndWrite.Fate;
import io.nodesentinel.e2e.BetweenReadAndWrite.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// A leader and its warm standby. Whatever the leader was in the middle of when it was killed, told
/// to stop, or paused, the standby finishes it, nothing is done twice, and the cap holds.
@ExtendWith(RealCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicasE2E {
  private static final int CAP = 5;
  private static final Duration LEASE = Duration.ofSeconds(4);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /// A JVM of its own, an API server and a standby share two processors with the test.
  private static final Duration SLACK = Duration.ofMillis(1500);

  private Scene scene;
  private RecordingSide first;
  private RecordingSide second;
  private Replicas replicas;

  @BeforeAll
  void begin(Cluster cluster) throws Exception {
    scene = Scene.open(cluster, "replicas");
    scene.drainPolicy();
    first = RecordingSide.open(cluster);
    second = RecordingSide.open(cluster);
    replicas =
        Replicas.start(
            first.kubeconfig(cluster),
            second.kubeconfig(cluster),
            "replicas",
            "--max-unavailable=" + CAP);
  }

  @BeforeEach
  void startWhoIsDown() {
    first.reset();
    second.reset();
    scene.removeNodes();
    replicas.complete();
    first.reset();
    second.reset();
  }

  @AfterAll
  void end() throws Exception {
    if (replicas != null) {
      replicas.close();
    }
    if (first != null) {
      first.close();
    }
    if (second != null) {
      second.close();
    }
    if (scene != null) {
      scene.close();
    }
  }

  @Test
  void aDrainThatWasUnderWayIsFinishedAndNoPodIsAskedTwiceByOneReplica() {
    OperatorUnderTest leader = replicas.leader();
    OperatorUnderTest standby = replicas.otherThan(leader);
    TestNode node = scene.node();
    for (int i = 0; i < 4; i++) {
      node.pod(Map.of(), Map.of("nodesentinel.io/test-terminate-after", "500ms"));
    }
    List<Pod> slow = Stream.generate(node::podThatIsHeld).limit(2).toList();
    // The third eviction takes effect, and its answer finds nobody.
    killAt(leader, RecordingSide::isEviction, 3, Fate.ANSWER_LOST);

    node.report(Report.fatal("XidError"));

    awaitGone(leader);
    long killed = System.nanoTime();
    say("kill -9 in the middle of a drain", awaitTakeOver(standby, killed));
    node.eventuallyIs(
        "to have nothing but pods that terminate",
        () -> {
          assertThat(node.pods()).isEmpty();
          assertThat(node.podList()).hasSize(slow.size());
        });
    slow.forEach(node::letGo);
    node.awaitPhase(Phase.Drained);
    assertThat(node.podList()).isEmpty();
    assertThat(side(leader).evictions(node)).isNotEmpty().allSatisfy(ReplicasE2E::once);
    assertThat(side(standby).evictions(node)).allSatisfy(ReplicasE2E::once);
    assertThat(node.status().history().stream().map(HistoryEntry::session).distinct()).hasSize(1);
    assertThat(node.announced()).doesNotHaveDuplicates();
  }

  @Test
  void aCancelThatWasHalfDoneIsFinished() {
    cancelKilledAt(2, Fate.LOST);
  }

  @Test
  @Tag("long")
  void aCancelIsFinishedWhereverItsLeaderWasKilled() {
    for (Fate fate : List.of(Fate.LOST, Fate.ANSWER_LOST)) {
      for (int write = 1; write <= 5; write++) {
        startWhoIsDown();
        Progress.say("a leader killed at write %d of a cancel, which %s".formatted(write, fate));
        if (!cancelKilledAt(write, fate)) {
          Progress.say("a cancel has no write %d".formatted(write));
          break;
        }
      }
    }
  }

  /// @return false if the cancel had fewer writes
  private boolean cancelKilledAt(int number, Fate fate) {
    OperatorUnderTest leader = replicas.leader();
    OperatorUnderTest standby = replicas.otherThan(leader);
    TestNode node = scene.node();
    String event = node.report(Report.fatal("XidError"));
    node.awaitPhase(Phase.Drained);
    node.awaitAnnounced("Drained");
    scene.awaitEvaluation(event, "Quarantined");
    killAt(leader, write -> write.isAbout(node.name()) || write.isAbout(event), number, fate);

    node.uncordon();

    node.eventuallyIs(
        "to be cancelled, or its leader to be killed",
        () ->
            assertThat(!leader.isRunning() || scene.evaluation(event).equals("Cancelled"))
                .isTrue());
    boolean killed = !leader.isRunning();
    if (killed) {
      say("kill -9 in the middle of a cancel", awaitTakeOver(standby, System.nanoTime()));
    }
    node.awaitCancelled();
    node.awaitLedger("XidError/: Cancelled");
    scene.awaitEvaluation(event, "Cancelled");
    node.assertFree();
    scene.awaitEvaluation(node.report(Report.fatal("XidError")), "CoolOff");
    node.assertFree();
    return killed;
  }

  @Test
  void aLeaderThatIsToldToStopHandsOverWithinARetryPeriodAndNothingIsDoneTwice() {
    OperatorUnderTest leader = replicas.leader();
    OperatorUnderTest standby = replicas.otherThan(leader);
    List<TestNode> nodes = nodes(CAP);
    try (NodesOut out = NodesOut.watch(scene.admin())) {
      Together.each(nodes, node -> node.report(Report.fatal("XidError")));
      eventually(
          "the first node to go out", replicas::describe, () -> assertThat(out.now()).isPositive());

      long told = System.nanoTime();
      leader.signal("TERM");
      awaitGone(leader);
      Duration gone = Duration.ofNanos(System.nanoTime() - told);
      Duration led = awaitTakeOver(standby, told);

      say("SIGTERM (%d ms until the old one had ended)".formatted(gone.toMillis()), led);
      assertThat(leader.exitValue()).isZero();
      assertThat(led).isLessThan(gone.plus(RETRY).plus(SLACK));
      nodes.forEach(node -> node.awaitPhase(Phase.Drained));
      assertThat(out.taken().values()).hasSize(CAP).containsOnly(1);
      assertThat(nodes)
          .allSatisfy(node -> {
            assertThat(node.announced()).doesNotHaveDuplicates();
            assertThat(node.status().history())
                .extracting(HistoryEntry::phase)
                .doesNotHaveDuplicates();
          });
    }
  }

  @Test
  void aLeaderThatStoodStillWithItsQueueFullEndsItselfAndWritesNoNode() {
    OperatorUnderTest leader = replicas.leader();
    OperatorUnderTest standby = replicas.otherThan(leader);
    List<TestNode> nodes = nodes(8 * CAP);
    try (NodesOut out = NodesOut.watch(scene.admin())) {
      Together.each(nodes, node -> node.report(Report.fatal("XidError")));
      eventually(
          "the first node to go out", replicas::describe, () -> assertThat(out.now()).isPositive());
      leader.signal("STOP");
      int outAtTheStop = out.now();
      long stopped = System.nanoTime();
      try {
        say(
            "SIGSTOP with %d of %d out".formatted(outAtTheStop, CAP),
            awaitTakeOver(standby, stopped));
        eventually(
            "the cap to be used up",
            standby::describe,
            () -> {
              assertThat(out.now()).isEqualTo(CAP);
              assertThat(standby.metric("nodesentinel_nodes_held")).hasValue(nodes.size() - CAP);
            });
        side(leader).reset();
      } finally {
        leader.signal("CONT");
      }

      awaitGone(leader);

      assertThat(leader.exitValue()).isEqualTo(1);
      assertThat(side(leader).nodeWrites()).isZero();
      assertThat(out.now()).isEqualTo(CAP);
      assertThat(out.most()).isEqualTo(CAP);
      assertThat(out.taken().values()).hasSize(CAP).containsOnly(1);
    }
  }

  // Parts of the stories.

  private List<TestNode> nodes(int count) {
    List<TestNode> nodes = new ArrayList<>();
    Together.each(
        Stream.generate(() -> "").limit(count).toList(),
        _ -> {
          TestNode node = scene.node();
          synchronized (nodes) {
            nodes.add(node);
          }
        });
    return nodes;
  }

  private void killAt(OperatorUnderTest leader, Predicate<Write> which, int number, Fate fate) {
    side(leader).killAt(leader, which, number, fate);
  }

  private RecordingSide side(OperatorUnderTest replica) {
    return replicas.isFirst(replica) ? first : second;
  }

  private void awaitGone(OperatorUnderTest replica) {
    eventually(
        "the replica to end", replicas::describe, () -> assertThat(replica.isRunning()).isFalse());
  }

  private static Duration awaitTakeOver(OperatorUnderTest standby, long since) {
    return Replicas.awaitLeading(standby, since, LEASE.multipliedBy(5));
  }

  private static void say(String what, Duration time) {
    Progress.say("hand-over with a lease of 4s/3s/1s, %s: %d ms".formatted(what, time.toMillis()));
  }

  private static void once(String path, long times) {
    assertThat(times).as(path).isEqualTo(1);
  }
}
