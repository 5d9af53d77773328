package io.nodesentinel.e2e.bench.latency;

import io.nodesentinel.e2e.bench.cluster.Await;
import io.nodesentinel.e2e.bench.cluster.Bodies;
import io.nodesentinel.e2e.bench.cluster.Proc;
import io.nodesentinel.e2e.bench.cluster.RequestCounts;
import io.nodesentinel.e2e.bench.cluster.World;
import io.nodesentinel.e2e.bench.load.Baseline;
import io.nodesentinel.e2e.bench.load.Burst;
import io.nodesentinel.e2e.bench.load.OneAtATime;
import io.nodesentinel.e2e.bench.load.Operators;
import io.nodesentinel.e2e.bench.report.Progress;
import io.nodesentinel.e2e.bench.report.Report;
import io.nodesentinel.e2e.local.OperatorJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// The measurements in their order. What a bare client reaches on its own comes first, while no
/// operator runs; the plain PATCHes come once more before each burst, so that both have the same
/// weather.
public final class Bench {
  private static final Duration SETTLE = Duration.ofSeconds(5);

  private final World world;
  private final Operators operators;
  private final Settings settings;
  private final Progress progress;
  private final Figures figures;

  public Bench(
      World world, Operators operators, Settings settings, Progress progress, Report report) {
    this.world = world;
    this.operators = operators;
    this.settings = settings;
    this.progress = progress;
    this.figures = new Figures(report, settings);
  }

  /// @throws BenchException if something does not work
  public void run() throws IOException, TimeoutException {
    Baseline baseline = new Baseline(world);
    alone(baseline);
    world.client.create(World.POLICIES, Bodies.policy(Bodies.POLICY, Bodies.AGENT, "Quarantine"));
    progress.say("starting the operator %d times, a fault waiting each time", settings.rounds());
    figures.startUp(operators.startUps(settings.rounds()));
    world.cleanUpWithoutOperator();
    try (OperatorJvm operator = operators.start()) {
      idle(operator);
      oneAtATime();
      bursts(baseline);
      progress.say("draining %d nodes with one or two pods, one at a time", settings.drains());
      figures.drain(new DrainLag(world).measure(settings.drains()));
      progress.say("uncordoning %d nodes by hand, one at a time", settings.releases());
      figures.manualRelease(new ManualRelease(world).measure(settings.releases()));
      progress.say("one at a time again, warm: %d cycles", settings.samples());
      figures.oneAtATimeWarm(new OneAtATime(world).measure("warm", 0, settings.samples()));
      figures.memoryAfter(Proc.memory(operator.pid()));
      atRest("after everything");
    }
  }

  private void alone(Baseline baseline) {
    progress.say("without an operator: event, then PATCH, one at a time");
    figures.ceiling(baseline.oneAtATime(settings.warmUp(), settings.samples()));
    List<Baseline.Pair> plain = new ArrayList<>();
    List<Baseline.Pair> withEvents = new ArrayList<>();
    for (int round = 1; round <= settings.rounds(); round++) {
      plain.add(baseline.patches(world.nodeNames));
      withEvents.add(baseline.createsAndPatches("alone-" + round));
      progress.say(
          "without an operator, round %d: %d PATCHes in %.2f s; with the creation of as many events"
              + " %.2f s",
          round,
          settings.nodes(),
          plain.getLast().cordon().changed(),
          withEvents.getLast().cordon().changed());
      world.cleanUpWithoutOperator();
    }
    figures.alone(plain, withEvents);
  }

  private void idle(OperatorJvm operator) {
    progress.say("at rest");
    Await.pass(SETTLE);
    world.awaitQuiet();
    figures.memoryIdle(Proc.memory(operator.pid()));
    atRest("before anything");
  }

  private void atRest(String when) {
    world.awaitQuiet();
    RequestCounts before = RequestCounts.of(world.client);
    Await.pass(Duration.ofSeconds(settings.restSeconds()));
    figures.atRest(when, RequestCounts.of(world.client).since(before));
  }

  private void oneAtATime() {
    progress.say(
        "one at a time: %d cycles to warm up, %d that count",
        settings.warmUp(), settings.samples());
    figures.oneAtATime(new OneAtATime(world).measure("one", settings.warmUp(), settings.samples()));
    world.cleanUp();
  }

  private void bursts(Baseline baseline) {
    List<Baseline.Pair> plain = new ArrayList<>();
    List<Burst.Round> rounds = new ArrayList<>();
    for (int round = 1; round <= settings.rounds(); round++) {
      plain.add(baseline.patches(world.nodeNames));
      rounds.add(new Burst(world).run("burst-" + round, world.nodeNames));
      Burst.Round last = rounds.getLast();
      progress.say(
          "burst %d: cordoned in %.2f s, written in %.2f s (plain PATCHes %.2f s); released in %.2f"
              + " s, written in %.2f s (plain %.2f s)",
          round,
          last.cordon().changed(),
          last.cordon().settled(),
          plain.getLast().cordon().changed(),
          last.release().changed(),
          last.release().settled(),
          plain.getLast().release().changed());
      world.cleanUp();
    }
    figures.bursts(plain, rounds);
  }
}
