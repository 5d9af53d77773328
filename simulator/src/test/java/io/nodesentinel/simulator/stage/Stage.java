package io.nodesentinel.simulator.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.DrainRequest;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.reconcilers.cap.CapLimit;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.quarantine.NodeRecord;
import io.nodesentinel.reconcilers.quarantine.NodeRecordCodec;
import io.nodesentinel.simulator.actor.Monitors;
import io.nodesentinel.simulator.actor.People;
import io.nodesentinel.simulator.check.AtRest;
import io.nodesentinel.simulator.check.Expectation;
import io.nodesentinel.simulator.check.Watchtower;
import io.nodesentinel.simulator.replica.Replica;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.world.Chance;
import io.nodesentinel.simulator.world.Noise;
import io.nodesentinel.simulator.world.Policies;
import io.nodesentinel.simulator.world.Timeline;
import io.nodesentinel.simulator.world.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A small world for one story: two nodes with pods, the usual policies, one operator process, and
/// nothing that goes wrong by chance. What goes wrong is said by a [Disturbance].
final class Stage {
  /// The node that most stories are about.
  static final String N = "gpu-7";

  static final String OTHER = "gpu-8";

  /// What passes between two things that happen.
  static final Duration A_MOMENT = Duration.ofMillis(1300);

  private static final long SEED = 7;
  private static final Duration HORIZON = Duration.ofMinutes(2);

  /// Long enough for another process to take over and for a drain.
  private static final Duration OUTAGE = Duration.ofSeconds(45);

  private static final Duration RESTART = Duration.ofMillis(500);
  private static final Duration LONGEST_TAKEOVER = Duration.ofMinutes(1);
  private static final int MOST_STEPS = 20_000;
  private static final int MOST_EVENTS = 1_000;

  private final Timeline time = new Timeline();
  private final ApiServer server = new ApiServer(time, new Chance(SEED, "kubelets"));
  private final Expectation expectation = new Expectation(server);
  private final Trace trace;
  private final Watchtower watchtower;
  private final Wire wire;
  private final People people;
  private final Monitors monitors;
  private final int cap;
  private Replica operator;
  private int started;

  /// @param traced keeps a readable history
  Stage(int cap, Disturbance disturbance, boolean traced) {
    this.cap = cap;
    this.trace = new Trace(traced, time);
    this.people = new People(server, time, trace, expectation);
    this.monitors = new Monitors(server, time, trace, expectation, people);
    this.watchtower = new Watchtower(server, time, trace, expectation, false, cap);
    this.wire = new Wire(this, watchtower, disturbance);
    server.apply("gpu", Policies.GPU);
    server.apply("disk", Policies.DISK);
    server.apply("nic", Policies.NIC);
    server.nodes.add(N, "machine-7", time.instant());
    server.nodes.add(OTHER, "machine-8", time.instant());
    server.pods.start(N, "job-1");
    server.pods.start(N, "job-2");
    server.pods.start(OTHER, "job-3");
    operator = start();
    pass(Duration.ofSeconds(10));
    rest();
  }

  private Replica start() {
    String name = "replica-" + ++started;
    Replica.Setting setting =
        new Replica.Setting(
            server,
            time,
            new Chance(SEED, name),
            Noise.NONE,
            trace,
            wire,
            new CapLimit.Count(cap),
            MOST_EVENTS,
            Policies.compiler(),
            wire);
    Replica replica = new Replica(name, setting, () -> time.after(RESTART, this::startAgain));
    replica.start();
    return replica;
  }

  private void startAgain() {
    operator = start();
  }

  // What the surroundings do.

  /// The process dies, and another one begins a moment later.
  void crash() {
    operator.kill();
    time.after(RESTART, this::startAgain);
  }

  /// For so long nothing reaches the process of what happens to objects of this kind; then it sees
  /// only what they are by then.
  void unseen(String kind, Duration duration) {
    operator.breakWatch(kind, duration, true);
  }

  /// Something happens after so long, whatever else does.
  void soon(Duration delay, Step step) {
    time.after(delay, () -> step.on(this));
  }

  void storeIsDown() {
    server.storeDown = true;
  }

  void storeIsBack() {
    server.storeDown = false;
  }

  ApiServer server() {
    return server;
  }

  People people() {
    return people;
  }

  // What monitors and people do.

  /// A fatal report of a part; an empty entity means all of it.
  String fault(String node, String part, String entity) {
    return monitors.report(
        Monitors.fault(
            node, part, entity, monitors.stamp(), ProcessingStrategy.EXECUTE_REMEDIATION),
        0);
  }

  /// A fatal report that does not say when it was.
  String faultOfNoTime(String node, String part) {
    return monitors.report(
        Monitors.fault(node, part, "", null, ProcessingStrategy.EXECUTE_REMEDIATION), 0);
  }

  String healthy(String node, String part) {
    return monitors.recover(Monitors.healthy(node, part, monitors.stamp()), 0);
  }

  String healthyOfNoTime(String node, String part) {
    return monitors.recover(Monitors.healthy(node, part, null), 0);
  }

  /// What a person writes for planned work.
  static NodeQuarantineSpec plannedWork(boolean cordon, boolean drain) {
    return new NodeQuarantineSpec(
        N, "firmware", "ann", cordon, List.of(), Map.of(), new DrainRequest(drain, null));
  }

  // Time.

  /// So much time passes, and everything happens that is due in it.
  void pass(Duration duration) {
    time.elapse(duration);
  }

  /// Hours in which nothing happens but what they bring about.
  void hours(int count) {
    time.warp(Duration.ofHours(count));
  }

  /// Everything happens that is due, if need be after another process took over. While the store is
  /// down there is no rest; then a while passes.
  void rest() {
    boolean rested = false;
    while (!rested) {
      awaitLeader();
      if (server.storeDown) {
        pass(OUTAGE);
      } else {
        assertThat(time.settle(HORIZON, MOST_STEPS)).as("comes to rest").isTrue();
      }
      rested = operator.isLeader();
    }
  }

  private void awaitLeader() {
    long until = time.nanos() + LONGEST_TAKEOVER.toNanos();
    while (!operator.isLeader() && time.nanos() < until) {
      time.elapse(Duration.ofMillis(500));
    }
    assertThat(operator.isLeader()).as("somebody leads").isTrue();
  }

  // What is so.

  NodeView node(String name) {
    return Objects.requireNonNull(server.nodes.table().get(name), name);
  }

  Optional<NodeRecord> record(String name) {
    return NodeRecordCodec.read(node(name).annotations().get(NodeMarks.RECORD_ANNOTATION));
  }

  NodeQuarantineStatus status(String name) {
    return server.quarantines.status(name);
  }

  /// What an event says came of it.
  HealthEventStatus event(String name) {
    @Nullable HealthEventStatus status =
        Objects.requireNonNull(server.events.table().get(name), name).getStatus();
    return status == null ? HealthEventStatus.empty() : status;
  }

  /// The writes that the operator has sent, in their order.
  List<String> writes() {
    return wire.writes();
  }

  Wire wire() {
    return wire;
  }

  /// Every invariant held all the time; at rest all that is durable says the same, another look at
  /// every node writes nothing, and no pod was evicted twice.
  void isConsistent() {
    new AtRest(server, expectation, watchtower, cap).check(operator, false);
    assertThat(watchtower.violations()).isEmpty();
    int before = wire.writes().size();
    operator.lookEverywhere();
    rest();
    assertThat(wire.writes().size() - before).as("writes at rest").isZero();
    assertThat(wire.evictions().values()).as("one eviction for each pod").allMatch(n -> n == 1);
  }

  /// What happened so far, for a person to read.
  String told() {
    return String.join("\n", trace.lines()) + "\n" + Snapshot.of(server);
  }
}
