package io.nodesentinel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Phase;
import io.nodesentinel.e2e.BetweenReadAndWrite.Fate;
import io.nodesentinel.e2e.BetweenReadAndWrite.Ruling;
import io.nodesentinel.e2e.BetweenReadAndWrite.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Around each write of a story in turn something else happens: after the operator read and before
/// it writes, or after the write took effect and before the operator knows. The write itself
/// passes, or is lost, or its answer is. Whatever a person did is there in the end.
@ExtendWith(RealCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RacesE2E {
  private static final int AT_ONCE = 6;
  private static final String MINE = "example.com/mine=x:NoSchedule";

  private final ConcurrentLinkedQueue<Race> races = new ConcurrentLinkedQueue<>();
  private Scene scene;
  private BetweenReadAndWrite proxy;
  private OperatorUnderTest operator;

  @BeforeAll
  void begin(Cluster cluster) throws Exception {
    scene = Scene.open(cluster, "races");
    scene.drainPolicy();
    proxy = BetweenReadAndWrite.open(cluster.controlPlane(), this::judge);
    operator = OperatorUnderTest.start(proxy.kubeconfig(cluster), "races");
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
  }

  private Ruling judge(Write write) {
    return races.stream()
        .filter(race -> write.isAbout(race.node.name()))
        .findAny()
        .map(race -> race.judge(write))
        .orElseGet(Ruling::pass);
  }

  /// @param before what is done before the race begins
  /// @param begin makes the operator write
  /// @param deed what happens in between; false if it changed nothing
  /// @param isOver the operator has done what matters
  /// @param lastWord the Kubernetes event that it then writes last
  /// @param end asserts the end
  private record Story(
      Consumer<TestNode> before,
      Consumer<TestNode> begin,
      Predicate<TestNode> deed,
      Predicate<TestNode> isOver,
      String lastWord,
      Consumer<Race> end) {}

  /// One story on a node of its own, in which the deed is done at the `number`-th write about it.
  private static final class Race {
    private final TestNode node;
    private final Predicate<TestNode> deed;
    private final int number;
    private final Fate fate;
    private final List<Write> writes = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();

    Race(TestNode node, Predicate<TestNode> deed, int number, Fate fate) {
      this.node = node;
      this.deed = deed;
      this.number = number;
      this.fate = fate;
    }

    Ruling judge(Write write) {
      synchronized (writes) {
        writes.add(write);
        if (writes.size() != number) {
          return Ruling.pass();
        }
      }
      if (fate == Fate.ANSWER_LOST) {
        return new Ruling(fate, this::doIt);
      }
      doIt();
      return new Ruling(fate, () -> {});
    }

    synchronized void doIt() {
      if (!done.isDone()) {
        try {
          done.complete(deed.test(node));
        } catch (RuntimeException e) {
          done.completeExceptionally(e);
        }
      }
    }

    boolean deedChangedSomething() {
      return done.join();
    }

    @Override
    public String toString() {
      String write = number > writes.size() ? "the end" : writes.get(number - 1).toString();
      return "deed at write %d of %d (%s), which %s".formatted(number, writes.size(), write, fate);
    }
  }

  @Test
  void anUncordonSurvives() {
    everyRaceOf(
        new Story(
            node -> {},
            RacesE2E::fault,
            RacesE2E::uncordon,
            RacesE2E::isDrained,
            "Drained",
            race -> {
              if (race.deedChangedSomething()) {
                race.node.awaitCancelled();
                race.node.awaitLedger("XidError/: Cancelled");
                race.node.assertFree();
              } else {
                race.node.awaitPhase(Phase.Drained);
                assertThat(race.node.state().cordoned()).isTrue();
              }
            }));
  }

  @Test
  void aTaintOfSomebodyElseSurvives() {
    everyRaceOf(
        new Story(
            node -> {},
            RacesE2E::fault,
            RacesE2E::taint,
            RacesE2E::isDrained,
            "Drained",
            race -> {
              race.node.awaitPhase(Phase.Drained);
              assertThat(race.node.state().taints())
                  .containsExactlyInAnyOrder(MINE, Scene.FATAL_TAINT);
              recovery(race.node);
              race.node.awaitPhase(Phase.Released);
              assertThat(race.node.state().taints()).containsExactly(MINE);
              assertThat(race.node.state().cordoned()).isFalse();
            }));
  }

  @Test
  void aRecoveryIsNotLost() {
    everyRaceOf(
        new Story(
            node -> {},
            RacesE2E::fault,
            RacesE2E::recovery,
            RacesE2E::isDrained,
            "Drained",
            race ->
                race.node.eventuallyIs(
                    "to be as it was",
                    () -> {
                      assertThat(scene.evaluation(race.node.name() + "-healthy")).isNotEmpty();
                      assertThat(race.node.state()).isEqualTo(NodeState.untouched());
                      assertThat(race.node.ledger()).isEmpty();
                      assertThat(race.node.phase().orElse(Phase.Released))
                          .isEqualTo(Phase.Released);
                    })));
  }

  @Test
  void theCordonAndTheTaintOfSomebodyElseSurviveARelease() {
    everyRaceOf(
        new Story(
            this::quarantined,
            RacesE2E::recovery,
            node -> {
              node.uncordon();
              node.cordon();
              return taint(node);
            },
            RacesE2E::isOver,
            "Released",
            race ->
                race.node.eventuallyIs(
                    "to have what the person put on it, and nothing else",
                    () -> {
                      assertThat(isOver(race.node)).isTrue();
                      assertThat(race.node.state().cordoned()).isTrue();
                      assertThat(race.node.state().taints()).containsExactly(MINE);
                      assertThat(race.node.state().isInSession()).isFalse();
                    })));
  }

  @Test
  void aFaultDuringAReleaseIsNotLost() {
    everyRaceOf(
        new Story(
            this::quarantined,
            RacesE2E::recovery,
            node -> {
              node.reportAs("again", Report.fatal("DiskError"));
              return true;
            },
            RacesE2E::isOver,
            "Released",
            race -> {
              race.node.awaitLedger("DiskError/: Open");
              race.node.awaitPhase(Phase.Drained);
              assertThat(race.node.state().cordoned()).isTrue();
              assertThat(race.node.state().taints()).containsExactly(Scene.FATAL_TAINT);
            }));
  }

  private void quarantined(TestNode node) {
    fault(node);
    node.awaitPhase(Phase.Drained);
    node.awaitAnnounced("Drained");
    scene.awaitEvaluation(node.name() + "-fault", "Quarantined");
  }

  private static void fault(TestNode node) {
    node.reportAs("fault", Report.fatal("XidError"));
  }

  private static boolean recovery(TestNode node) {
    node.reportAs("healthy", Report.healthy("XidError"));
    return true;
  }

  private static boolean taint(TestNode node) {
    node.taint("example.com/mine", "x", "NoSchedule");
    return true;
  }

  private static boolean uncordon(TestNode node) {
    boolean cordoned = node.state().cordoned();
    node.uncordon();
    return cordoned;
  }

  private static boolean isDrained(TestNode node) {
    return node.phase().filter(Phase.Drained::equals).isPresent();
  }

  private static boolean isOver(TestNode node) {
    return node.phase().filter(p -> p == Phase.Released || p == Phase.Cancelled).isPresent();
  }

  /// Rehearses the story to learn how many writes it has, then plays it for each of them and each
  /// fate of it.
  private void everyRaceOf(Story story) {
    int writes = rehearse(story);
    List<CompletableFuture<String>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int write = 1; write <= writes; write++) {
        for (Fate fate : Fate.values()) {
          int number = write;
          results.add(CompletableFuture.supplyAsync(() -> failureOf(story, number, fate), threads));
        }
      }
    }
    Progress.say("%d races over the %d writes of a story".formatted(results.size(), writes));
    assertThat(results.stream().map(CompletableFuture::join).filter(text -> !text.isEmpty()))
        .as("races that went wrong, of %d", results.size())
        .isEmpty();
    scene.removeNodes();
    races.clear();
  }

  private int rehearse(Story story) {
    Story undisturbed =
        new Story(
            story.before(),
            story.begin(),
            node -> false,
            node -> story.isOver().test(node) && node.announced().contains(story.lastWord()),
            story.lastWord(),
            race -> {});
    return play(undisturbed, Integer.MAX_VALUE, Fate.PASSES).writes.size();
  }

  /// Empty if all went well.
  private String failureOf(Story story, int number, Fate fate) {
    try {
      play(story, number, fate);
      return "";
    } catch (AssertionError | RuntimeException e) {
      return e.toString();
    }
  }

  private Race play(Story story, int number, Fate fate) {
    TestNode node = scene.nodeNamed(scene.nextName() + "-node");
    node.pod(Map.of(), Map.of("nodesentinel.io/test-terminate-after", "100ms"));
    story.before().accept(node);
    Race race = new Race(node, story.deed(), number, fate);
    races.add(race);
    try {
      story.begin().accept(node);
      node.eventuallyIs(
          "to have met the deed, or to be at the end",
          () -> assertThat(race.done.isDone() || story.isOver().test(node)).isTrue());
      // There may be fewer writes than in the rehearsal.
      race.doIt();
      story.end().accept(race);
      return race;
    } catch (AssertionError e) {
      throw new AssertionError(race + "\n" + e.getMessage() + "\n" + race.writes, e);
    }
  }
}
