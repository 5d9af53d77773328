package io.nodesentinel.e2e.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodesentinel.e2e.bench.cluster.Await;
import io.nodesentinel.e2e.bench.cluster.BareClient;
import io.nodesentinel.e2e.bench.cluster.BenchException;
import io.nodesentinel.e2e.bench.cluster.Bodies;
import io.nodesentinel.e2e.bench.cluster.PodCopies;
import io.nodesentinel.e2e.bench.cluster.Proc;
import io.nodesentinel.e2e.bench.cluster.World;
import io.nodesentinel.e2e.bench.load.OneAtATime;
import io.nodesentinel.e2e.bench.load.Operators;
import io.nodesentinel.e2e.bench.report.Progress;
import io.nodesentinel.e2e.bench.report.Report;
import io.nodesentinel.e2e.controlplane.ControlPlane;
import io.nodesentinel.e2e.controlplane.FakeNodes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The parts in their order, all on one control plane that grows from its first nodes to the fleet.
public final class ScaleBench {
  private static final Duration SETTLES = Duration.ofSeconds(10);
  private static final Duration CALM = Duration.ofMinutes(2);
  private static final int CYCLES = 20;

  private final ControlPlane controlPlane;
  private final KubernetesClient admin;
  private final Path run;
  private final Path identity;
  private final ScaleSettings settings;
  private final Progress progress;
  private final Report report;

  /// @param run where logs and AOT caches go
  /// @param identity a kubeconfig of the operator's service account
  public ScaleBench(
      ControlPlane controlPlane,
      KubernetesClient admin,
      Path run,
      Path identity,
      ScaleSettings settings,
      Progress progress,
      Report report) {
    this.controlPlane = controlPlane;
    this.admin = admin;
    this.run = run;
    this.identity = identity;
    this.settings = settings;
    this.progress = progress;
    this.report = report;
  }

  /// @throws io.nodesentinel.e2e.bench.cluster.BenchException if something does not work
  public void run() throws IOException, TimeoutException {
    if (settings.has(Part.startup)) {
      try (World world = world(settings.startNodes())) {
        startUps(world);
      }
    }
    progress.say("%d fake nodes", settings.nodes());
    FakeNodes.create(admin, settings.nodes());
    int podBytes = pods();
    try (World world = world(settings.nodes())) {
      progress.say("waiting until the controllers have taken them in");
      awaitCalm(world);
      fleet(world, podBytes);
    }
  }

  private World world(int nodes) {
    Map<String, Long> pids = new TreeMap<>();
    controlPlane.pids().forEach((program, pid) -> pids.put(program.toString(), pid));
    List<String> names = IntStream.range(0, nodes).mapToObj(FakeNodes::name).toList();
    World world = new World(admin.getConfiguration(), names, pids);
    Await.until(
        () -> world.client.answers(World.POLICIES), World.PATIENCE, "the API server has policies");
    if (world.client.get(World.POLICIES).path("items").isEmpty()) {
      world.client.create(World.POLICIES, Bodies.policy(Bodies.POLICY, Bodies.AGENT, "Quarantine"));
    }
    return world;
  }

  private Operators operators(World world) {
    return new Operators(world, identity, run.resolve("operator.log"), settings.operatorFlags());
  }

  private void startUps(World world) throws IOException {
    StartUps startUps = new StartUps(operators(world), run, settings.operatorFlags(), progress);
    StartUpFigures.add(report, settings, startUps.measure(settings.rounds()));
    world.cleanUpWithoutOperator();
  }

  private int pods() {
    progress.say("%d pods, while the API server is stopped", settings.pods());
    List<String> names = IntStream.range(0, settings.nodes()).mapToObj(FakeNodes::name).toList();
    try (BareClient client = new BareClient(admin.getConfiguration())) {
      int bytes = new PodCopies(controlPlane, client, names).fill(settings.pods());
      // A list for each look would be work for the API server, so there is one.
      JsonNode list = client.get("/api/v1/pods?limit=1");
      long known = 1 + list.path("metadata").path("remainingItemCount").asLong();
      if (known < settings.pods()) {
        throw new BenchException(
            "the API server knows %d pods, not %d".formatted(known, settings.pods()));
      }
      return bytes;
    }
  }

  /// Whoever watches pods has work to do when so many appear; what follows is not about that.
  private void awaitCalm(World world) {
    Duration look = Duration.ofSeconds(2);
    long deadline = System.nanoTime() + CALM.toNanos();
    double busy;
    Map<String, Double> used;
    do {
      Map<String, Double> before = world.cpu();
      Await.pass(look);
      used = Proc.difference(before, world.cpu());
      busy = used.values().stream().mapToDouble(Double::doubleValue).sum() / look.toSeconds();
    } while (busy > 0.5 && System.nanoTime() < deadline);
    progress.say("  CPU seconds used by each in the last %d s: %s", look.toSeconds(), used);
  }

  private void fleet(World world, int podBytes) throws IOException, TimeoutException {
    Storm storm =
        new Storm(world, settings.stormRate(), Duration.ofSeconds(settings.stormSeconds()));
    Storm.@Nullable Result bare = null;
    if (settings.has(Part.storm)) {
      progress.say("storm without an operator");
      bare = storm.withoutOperator();
      progress.say("  the API server took %.0f reports/s", bare.rate());
    }
    try (Sampler sampler = new Sampler()) {
      progress.say("starting a leader and a standby");
      try (Fleet fleet = Fleet.start(operators(world), run, sampler)) {
        world.operatorIs(fleet.leaderPid());
        FleetFigures figures = new FleetFigures(report, settings, podBytes);
        figures.starts(fleet);
        Await.pass(SETTLES);
        figures.settled(fleet);
        progress.say("one at a time: %d cycles", CYCLES);
        figures.cycles(new OneAtATime(world).measure("one", 0, CYCLES));
        if (settings.has(Part.bursts)) {
          BurstFigures.add(report, new Bursts(world, progress).measure(settings.bursts(), sampler));
        }
        if (bare != null) {
          storm(storm, bare, sampler);
        }
        if (settings.has(Part.lookalike)) {
          lookAlike(world, fleet, figures, sampler);
        } else {
          rest(fleet, figures);
        }
        figures.memory(fleet, sampler);
      }
    }
  }

  private void storm(Storm storm, Storm.Result bare, Sampler sampler) {
    progress.say("storm: one node reports %d times a second", settings.stormRate());
    sampler.mark("storm");
    Storm.Result ours = storm.withOperator();
    progress.say(
        "  %.0f reports/s; others were cordoned in %.1f / %.1f ms, quiet %.1f / %.1f ms",
        ours.rate(),
        ours.noisy().p50(),
        ours.noisy().p99(),
        ours.quiet().p50(),
        ours.quiet().p99());
    StormFigures.add(report, settings, bare, ours);
  }

  private void lookAlike(World world, Fleet fleet, FleetFigures figures, Sampler sampler) {
    progress.say(
        "look-alikes: %d fatal events among %d on as many nodes, then %d s in which nothing may"
            + " change",
        settings.fatal(), settings.alike(), settings.restSeconds());
    sampler.mark("look-alikes");
    LookAlike.Result result =
        new LookAlike(world, settings.alike(), settings.fatal())
            .run(() -> {
              sampler.mark("rest");
              rest(fleet, figures);
            });
    LookAlikeFigures.add(report, settings, result);
  }

  /// Nothing is to be done, and the time is used for what disturbs nobody.
  private void rest(Fleet fleet, FleetFigures figures) {
    long end = System.nanoTime() + Duration.ofSeconds(settings.restSeconds()).toNanos();
    figures.restBegins(fleet);
    if (settings.has(Part.caches)) {
      progress.say("what whole objects would take in the heap");
      CacheFigures.add(
          report, Caches.measure(controlPlane.kubeconfig(), run.resolve("caches.log")));
    }
    Await.pass(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    figures.restEnds(fleet);
  }
}
