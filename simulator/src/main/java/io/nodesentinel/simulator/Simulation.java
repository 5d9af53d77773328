package io.nodesentinel.simulator;

import io.nodesentinel.reconcilers.cap.CapLimit;
import io.nodesentinel.simulator.actor.Actors;
import io.nodesentinel.simulator.check.AtRest;
import io.nodesentinel.simulator.check.Expectation;
import io.nodesentinel.simulator.check.Invariant;
import io.nodesentinel.simulator.check.Violation;
import io.nodesentinel.simulator.check.Watchtower;
import io.nodesentinel.simulator.replica.Replica;
import io.nodesentinel.simulator.replica.Sabotage;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.server.SimDatastore;
import io.nodesentinel.simulator.world.Chance;
import io.nodesentinel.simulator.world.Move;
import io.nodesentinel.simulator.world.Policies;
import io.nodesentinel.simulator.world.Script;
import io.nodesentinel.simulator.world.Timeline;
import io.nodesentinel.simulator.world.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Plays one script from its beginning until the world is at rest, and says what did not hold. The
/// same script always plays the same way. Not thread-safe; different simulations share nothing.
public final class Simulation {
  private static final Duration HORIZON = Duration.ofMinutes(2);
  private static final long MOST_STEPS = 60_000;
  private static final int MOST_OUTAGES = 4;

  /// How a schedule went.
  ///
  /// @param violations what did not hold, in the order in which it was found
  /// @param steps how many things happened
  /// @param history readable, if it was asked for
  public record Outcome(List<Violation> violations, long steps, List<String> history) {
    /// The first thing that did not hold.
    public Optional<Violation> first() {
      return violations.stream().findFirst();
    }
  }

  private final Script script;
  private final Sabotage sabotage;
  private final Timeline time = new Timeline();
  private final Trace trace;
  private final Chance chance;
  private final ApiServer server;
  private final Expectation expectation;
  private final Watchtower watchtower;
  private final Actors actors;
  private final List<Replica> replicas = new ArrayList<>();
  private final List<String> nodes;
  private final int maxEvents;
  private int started;

  private Simulation(Script script, Sabotage sabotage, boolean traced) {
    this.script = script;
    this.sabotage = sabotage;
    this.trace = new Trace(traced, time);
    this.chance = new Chance(script.seed(), "world");
    this.server = new ApiServer(time, new Chance(script.seed(), "kubelets"));
    this.expectation = new Expectation(server);
    this.watchtower =
        new Watchtower(server, time, trace, expectation, script.plain(), script.cap());
    this.nodes =
        IntStream.range(0, script.nodes()).mapToObj(i -> Character.toString('a' + i)).toList();
    this.actors = new Actors(server, time, trace, expectation, nodes);
    this.maxEvents = 6 + chance.below(60);
  }

  /// Plays a script.
  ///
  /// @param traced keep a readable history
  public static Outcome play(Script script, Sabotage sabotage, boolean traced) {
    return new Simulation(script, sabotage, traced).play();
  }

  /// The same with a datastore beside the API server, to which half of all reports go.
  public static Outcome playWithDatastore(Script script, Sabotage sabotage, boolean traced) {
    Simulation simulation = new Simulation(script, sabotage, traced);
    simulation.server.datastore = new SimDatastore(simulation.time);
    return simulation.play();
  }

  private Outcome play() {
    begin();
    for (Move move : script.moves()) {
      if (!watchtower.violations().isEmpty()) {
        break;
      }
      time.elapse(move.after());
      play(move);
    }
    if (watchtower.violations().isEmpty()) {
      comeToRest();
    }
    return new Outcome(
        List.copyOf(watchtower.violations()), time.steps(), List.copyOf(trace.lines()));
  }

  private void begin() {
    server.apply("gpu", Policies.GPU);
    server.apply("disk", Policies.DISK);
    server.apply("nic", Policies.NIC);
    for (String node : nodes) {
      server.nodes.add(node, "machine-" + node, time.instant());
      server.pods.start(node, "job-" + node);
      if (chance.oneIn(2)) {
        server.pods.start(node, "web-" + node);
      }
    }
    for (int i = 0; i < script.replicas(); i++) {
      startReplica(Duration.ofMillis(i * 700L));
    }
    if (script.noise().heartbeats()) {
      time.periodic(Duration.ofSeconds(1), this::heartbeat);
    }
    time.elapse(Duration.ofSeconds(3));
    SimDatastore datastore = server.datastore;
    if (datastore != null) {
      Chance fate = new Chance(script.seed(), "datastore");
      for (int i = fate.below(MOST_OUTAGES); i > 0; i--) {
        time.after(fate.millis(0, 120_000), () -> takeAway(datastore, fate));
      }
    }
  }

  private void takeAway(SimDatastore datastore, Chance fate) {
    if (server.calm || datastore.isDown()) {
      return;
    }
    trace.say("world", () -> "the datastore is gone");
    datastore.goDown();
    boolean forgets = fate.oneIn(2);
    time.after(
        fate.millis(100, 60_000),
        () -> {
          trace.say("world", () -> "the datastore is back" + (forgets ? ", without changes" : ""));
          datastore.comeBack();
          if (forgets) {
            datastore.forgetChanges();
          }
        });
  }

  private void heartbeat() {
    server.nodes.heartbeat(nodes.get(chance.below(nodes.size())));
    time.periodic(chance.millis(300, 3_000), this::heartbeat);
  }

  private void startReplica(Duration delay) {
    time.after(
        delay,
        () -> {
          String name = "replica-" + ++started;
          Replica replica =
              new Replica(
                  name,
                  new Replica.Setting(
                      server,
                      time,
                      new Chance(script.seed(), name),
                      script.noise(),
                      trace,
                      watchtower,
                      new CapLimit.Count(script.cap()),
                      maxEvents,
                      Policies.compiler(),
                      sabotage),
                  () -> startReplica(chance.millis(500, 4_000)));
          replicas.removeIf(r -> !r.isAlive());
          replicas.add(replica);
          replica.start();
        });
  }

  private void play(Move move) {
    switch (move.kind()) {
      case KILL ->
          any(move)
              .ifPresent(replica -> {
                replica.kill();
                startReplica(chance.millis(200, 6_000));
              });
      case PAUSE -> any(move).ifPresent(replica -> replica.pause(chance.skewedMillis(80_000)));
      case STOP ->
          any(move)
              .ifPresent(replica -> replica.stop(() -> startReplica(chance.millis(200, 3_000))));
      case CLOCK ->
          any(move)
              .ifPresent(
                  replica -> replica.stepClock(Duration.ofMillis(move.b() % 3_000 - 1_500L)));
      case BREAK_WATCH -> breakWatch(move);
      case STORE -> outage("the store", down -> server.storeDown = down);
      case SERVER -> {
        if (move.b() % 2 == 0) {
          outage("the API server", down -> server.down = down);
        } else {
          outage("the speed of the API server", slow -> server.slow = slow);
        }
      }
      case WAIT -> {
        // Hours in which nobody leads are no hours for a cool-off to pass.
        if (time.settle(HORIZON, MOST_STEPS) && replicas.stream().anyMatch(Replica::isLeader)) {
          Duration pause = Actors.wait(move);
          trace.say("world", () -> "nothing happens for " + pause);
          time.warp(pause);
        }
      }
      default -> actors.play(move);
    }
  }

  private Optional<Replica> any(Move move) {
    List<Replica> alive = replicas.stream().filter(Replica::isAlive).toList();
    return alive.isEmpty() ? Optional.empty() : Optional.of(alive.get(move.a() % alive.size()));
  }

  private void breakWatch(Move move) {
    List<String> kinds = List.of("", "events", "nodes", "quarantines", "pods", "policies");
    String kind = kinds.get(move.b() % kinds.size());
    Duration duration = chance.skewedMillis(30_000);
    boolean expired = chance.oneIn(2);
    any(move).ifPresent(replica -> replica.breakWatch(kind, duration, expired));
  }

  private void outage(String what, java.util.function.Consumer<Boolean> set) {
    trace.say("world", () -> what + " is gone");
    set.accept(true);
    time.after(
        chance.skewedMillis(60_000),
        () -> {
          trace.say("world", () -> what + " is back");
          set.accept(false);
        });
  }

  /// Everything that disturbs ends; then the world must come to rest, as it should be, and stay so.
  private void comeToRest() {
    trace.say("world", () -> "the last move is done");
    server.calm = true;
    server.down = false;
    server.slow = false;
    server.storeDown = false;
    if (server.datastore != null) {
      server.datastore.comeBack();
    }
    actors.endDisturbances();
    replicas.forEach(Replica::setClock);
    // Pauses and broken watches end, and a lease that nobody holds any more runs out.
    time.elapse(Duration.ofMinutes(2));
    if (!time.settle(HORIZON, MOST_STEPS)) {
      watchtower.violations().add(new Violation(Invariant.COMES_TO_REST, "still busy"));
      return;
    }
    Optional<Replica> leader = replicas.stream().filter(Replica::isLeader).findFirst();
    if (leader.isEmpty()) {
      watchtower.violations().add(new Violation(Invariant.COMES_TO_REST, "nobody leads"));
      return;
    }
    new AtRest(server, expectation, watchtower, script.cap()).check(leader.get(), script.plain());
    staysAtRest(leader.get());
  }

  private void staysAtRest(Replica leader) {
    trace.say("world", () -> "every node is looked at once more");
    long before = watchtower.writes();
    leader.lookEverywhere();
    boolean rested = time.settle(HORIZON, MOST_STEPS);
    if (!rested || watchtower.writes() > before) {
      watchtower
          .violations()
          .add(
              new Violation(
                  Invariant.QUIET_AT_REST, watchtower.writes() - before + " writes at rest"));
    }
  }
}
