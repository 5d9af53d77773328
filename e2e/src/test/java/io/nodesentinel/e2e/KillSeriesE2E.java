package io.nodesentinel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.HistoryEntry;
import io.nodesentinel.crds.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The operator is killed at random moments of several stories at once, and each story ends as it
/// does when nobody is killed.
class KillSeriesE2E extends OperatorScenarios {
  private static final int STORIES = 4;
  private static final Duration STORY_ENDS_WITHIN = Duration.ofSeconds(60);

  KillSeriesE2E() {
    super("kill", "--lease-duration=3s", "--renew-deadline=2s", "--retry-period=500ms");
  }

  @Override
  void prepare() {
    scene.drainPolicy();
    scene.policy(
        "net",
        """
        match: {all: [{kind: HealthEvent, expression: "event.checkName == 'NetError'"}]}
        taints: [{key: example.com/net, value: down, effect: NoSchedule}]
        """);
  }

  /// How a story ended.
  ///
  /// @param phases of its history
  /// @param sessions how many there were
  /// @param verdicts of its events, in the order of their reports
  record End(
      NodeState node,
      @Nullable Phase phase,
      SortedSet<String> ledger,
      List<Phase> phases,
      long sessions,
      List<String> verdicts,
      int owed,
      SortedSet<String> pods) {}

  @Test
  void twentyMomentsOfTheStoryEndAsIfNobodyHadBeenKilled() {
    play(5);
  }

  @Test
  @Tag("long")
  void twoHundredMomentsOfTheStoryEndAsIfNobodyHadBeenKilled() {
    play(50);
  }

  private void play(int kills) {
    long seed = Long.getLong("nodesentinel.seed", new Random().nextLong());
    Progress.say(
        "killing the operator %d times in %d stories each; -Dnodesentinel.seed=%d"
            .formatted(kills, STORIES, seed));
    Random random = new Random(seed);

    long begin = System.nanoTime();
    List<End> undisturbed = round(null);
    long length = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    assertThat(undisturbed).doesNotHaveDuplicates().hasSize(STORIES);

    for (int i = 1; i <= kills; i++) {
      Duration moment = Duration.ofMillis(random.nextLong(length));
      Progress.say("kill %d of %d after %d ms".formatted(i, kills, moment.toMillis()));
      assertThat(round(moment))
          .as("the ends of the stories in round %d, seed %d\n%s", i, seed, operator.describe())
          .isEqualTo(undisturbed);
    }
  }

  /// Plays each story once, at the same time.
  private List<End> round(@Nullable Duration killAfter) {
    List<Function<TestNode, End>> stories =
        List.of(this::recovery, this::recoveryAtOnce, this::uncordon, this::uncordonInTheMiddle);
    List<TestNode> nodes = Stream.generate(this::nodeWithPods).limit(STORIES).toList();
    try (ScheduledExecutorService threads = Executors.newScheduledThreadPool(STORIES + 1)) {
      List<CompletableFuture<End>> ends =
          IntStream.range(0, STORIES)
              .mapToObj(i ->
                  CompletableFuture.supplyAsync(() -> stories.get(i).apply(nodes.get(i)), threads))
              .toList();
      if (killAfter != null) {
        var _ = threads.schedule(operator::kill9, killAfter.toMillis(), TimeUnit.MILLISECONDS);
      }
      // Whoever runs operators starts one that ended, for whatever reason.
      CompletableFuture<Void> all = CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
      while (!all.isDone()) {
        if (!operator.isRunning()) {
          operator.launch();
        }
        awaitBriefly(all);
      }
      return ends.stream().map(CompletableFuture::join).toList();
    } finally {
      scene.removeNodes();
    }
  }

  private static void awaitBriefly(CompletableFuture<Void> all) {
    try {
      all.get(100, TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
      // The former: look at the operator again. The latter: join() tells.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private TestNode nodeWithPods() {
    TestNode node = scene.node();
    for (int i = 0; i < 2; i++) {
      node.pod(Map.of(), Map.of("nodesentinel.io/test-terminate-after", "200ms"));
    }
    return node;
  }

  // The stories. Monitors and people do not ask whether the operator runs; they do go on only when
  // they see what they wait for.

  private End recovery(TestNode node) {
    List<String> events = new ArrayList<>();
    events.add(node.report(Report.fatal("XidError").gpu("0", "1")));
    eventuallyIs(node, Phase.Drained);
    events.add(node.report(Report.fatal("NetError").harmless()));
    awaitTaints(node, Scene.FATAL_TAINT, "example.com/net=down:NoSchedule");
    events.add(node.report(Report.healthy("XidError").gpu("0")));
    awaitVerdict(events.getLast(), "AlreadyQuarantined");
    events.add(node.report(Report.healthy("XidError")));
    awaitTaints(node, "example.com/net=down:NoSchedule");
    awaitVerdict(events.getLast(), "AlreadyQuarantined");
    events.add(node.report(Report.healthy("NetError")));
    eventuallyIs(node, Phase.Released);
    awaitVerdict(events.getLast(), "Released");
    return end(node, events);
  }

  private End recoveryAtOnce(TestNode node) {
    List<String> events = new ArrayList<>();
    events.add(node.report(Report.fatal("XidError")));
    eventuallyIs(node, Phase.Drained);
    awaitVerdict(events.getFirst(), "Quarantined");
    events.add(node.report(Report.healthy("XidError")));
    eventuallyIs(node, Phase.Released);
    awaitVerdict(events.getLast(), "Released");
    return end(node, events);
  }

  private End uncordon(TestNode node) {
    List<String> events = new ArrayList<>();
    events.add(node.report(Report.fatal("XidError")));
    eventuallyIs(node, Phase.Drained);
    node.uncordon();
    eventuallyIs(node, Phase.Cancelled);
    awaitVerdict(events.getFirst(), "Cancelled");
    events.add(node.report(Report.fatal("XidError")));
    awaitVerdict(events.getLast(), "CoolOff");
    return end(node, events);
  }

  private End uncordonInTheMiddle(TestNode node) {
    List<String> events = new ArrayList<>();
    events.add(node.report(Report.fatal("XidError")));
    eventually(node, "to be cordoned", () -> assertThat(node.state().cordoned()).isTrue());
    node.uncordon();
    eventuallyIs(node, Phase.Cancelled);
    awaitVerdict(events.getFirst(), "Cancelled");
    events.add(node.report(Report.fatal("XidError")));
    awaitVerdict(events.getLast(), "CoolOff");
    // How many pods had left by then is a matter of chance, and so is how far the history came.
    node.deletePods();
    eventually(node, "to have no pods", () -> assertThat(node.podList()).isEmpty());
    End end = end(node, events);
    return new End(
        end.node(),
        end.phase(),
        end.ledger(),
        List.of(end.phases().getLast()),
        end.sessions(),
        end.verdicts(),
        end.owed(),
        end.pods());
  }

  private static void eventuallyIs(TestNode node, Phase phase) {
    eventually(node, "to be " + phase, () -> assertThat(node.phase()).contains(phase));
  }

  private static void awaitTaints(TestNode node, String... taints) {
    eventually(
        node,
        "to have the taints " + List.of(taints),
        () -> assertThat(node.state().taints()).containsExactlyInAnyOrder(taints));
  }

  private void awaitVerdict(String event, String verdict) {
    Eventually.eventually(
        STORY_ENDS_WITHIN,
        "event " + event + " to say " + verdict,
        () -> String.valueOf(scene.event(event)),
        () -> assertThat(scene.evaluation(event)).isEqualTo(verdict));
  }

  private static void eventually(
      TestNode node, String expected, org.awaitility.core.ThrowingRunnable assertion) {
    Eventually.eventually(
        STORY_ENDS_WITHIN, "node " + node + " " + expected, node::describe, assertion);
  }

  private End end(TestNode node, List<String> events) {
    eventually(
        node,
        "to owe nothing",
        () -> {
          assertThat(node.status().owed()).isEmpty();
          assertThat(node.state().isInSession()).isFalse();
        });
    List<HistoryEntry> history = node.status().history();
    return new End(
        node.state(),
        node.status().phase(),
        node.ledger(),
        history.stream().map(HistoryEntry::phase).filter(p -> p != Phase.Cancelling).toList(),
        history.stream().map(HistoryEntry::session).distinct().count(),
        events.stream().map(this::verdict).toList(),
        node.status().owed().size(),
        node.pods());
  }

  private String verdict(String event) {
    HealthEventStatus status = scene.event(event).getStatus();
    return scene.evaluation(event)
        + " "
        + (status == null ? "" : String.valueOf(status.nodeQuarantined()));
  }
}
