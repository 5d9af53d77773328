package io.nodesentinel.simulator.actor;

import io.nodesentinel.crds.DrainRequest;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.simulator.check.Expectation;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.world.Move;
import io.nodesentinel.simulator.world.Policies;
import io.nodesentinel.simulator.world.Timeline;
import io.nodesentinel.simulator.world.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The moves of a schedule as what [Monitors] and [People] do.
public final class Actors {
  private static final List<String> CLASSES = List.of("GPU", "DISK", "NIC");

  private final ApiServer server;
  private final Timeline time;
  private final Trace trace;
  private final Expectation expectation;
  private final List<String> nodes;
  private final People people;
  private final Monitors monitors;

  public Actors(
      ApiServer server, Timeline time, Trace trace, Expectation expectation, List<String> nodes) {
    this.server = server;
    this.time = time;
    this.trace = trace;
    this.expectation = expectation;
    this.nodes = nodes;
    this.people = new People(server, time, trace, expectation);
    this.monitors = new Monitors(server, time, trace, expectation, people);
  }

  /// Does what the move says, if it is one of theirs.
  public void play(Move move) {
    String node = nodes.get(move.a() % nodes.size());
    int b = move.b();
    switch (move.kind()) {
      case REPORT -> report(node, b, monitors.stamp(), ProcessingStrategy.EXECUTE_REMEDIATION);
      case REPORT_LATE -> {
        expectation.isUnclear(node);
        report(node, b, late(b), ProcessingStrategy.EXECUTE_REMEDIATION);
      }
      case REPORT_HARMLESS -> report(node, b, monitors.stamp(), ProcessingStrategy.STORE_ONLY);
      case RECOVER -> recover(node, b, monitors.stamp());
      case RECOVER_LATE -> {
        expectation.isUnclear(node);
        recover(node, b, late(b));
      }
      case UNCORDON -> people.uncordon(node);
      case RECORDON -> people.uncordonAndCordon(node);
      case UNTAINT -> people.untaint(node, Policies.taintKey(CLASSES.get(b % 2)));
      case CORDON -> people.cordon(node);
      case TAINT -> taint(node, b);
      case LABEL -> people.label(node, "example.com/rack", "r" + b % 3);
      case HOLD -> people.hold(node);
      case UNHOLD -> people.unhold(node);
      case OPT_OUT -> people.optOut(node);
      case OPT_IN -> people.optIn(node);
      case DELETE_QUARANTINE -> people.deleteQuarantine(node);
      case DESTROY_QUARANTINE -> people.destroyQuarantine(node);
      case CREATE_QUARANTINE -> people.request(request(node, b));
      case DELETE_NODE -> people.deleteNode(node);
      case CREATE_NODE -> createNode(node, b);
      case NOT_READY -> ready(node, false);
      case READY -> ready(node, true);
      case POLICY -> policy(b);
      case BUDGET -> {
        boolean forbids = b % 2 == 0;
        say((forbids ? "forbids" : "allows") + " evictions of job pods");
        server.pods.budget("job", forbids);
      }
      default -> {}
    }
  }

  /// Holds that would keep a world from coming to rest as it should.
  public void endDisturbances() {
    server.pods.budget("job", false);
  }

  private void say(String what) {
    trace.say("person", () -> what);
  }

  private Instant late(int b) {
    return time.instant().minusSeconds(b % 400);
  }

  private void report(String node, int b, Instant at, ProcessingStrategy strategy) {
    String part = CLASSES.get(b % CLASSES.size());
    String entity = b / 3 % 3 == 0 ? "" : String.valueOf(b / 3 % 3);
    monitors.report(Monitors.fault(node, part, entity, at, strategy), b);
  }

  private void recover(String node, int b, Instant at) {
    HealthEventSpec healthy = Monitors.healthy(node, CLASSES.get(b % CLASSES.size()), at);
    monitors.recover(healthy, b);
  }

  private void taint(String name, int b) {
    boolean inSession = People.record(server.nodes.table().get(name)) != null;
    // The same key as a policy's, before any session: then it was there before.
    boolean same = !inSession && b % 3 == 0;
    Taint taint =
        same
            ? new Taint(Policies.taintKey("GPU"), "theirs", "NoSchedule")
            : new Taint("their.org/x", String.valueOf(b % 2), "NoSchedule");
    if (same) {
      // A session may begin in the very moment; then it is changed, which is a release.
      expectation.isUnclear(name);
    }
    people.taint(name, taint);
  }

  private static NodeQuarantineSpec request(String node, int b) {
    return new NodeQuarantineSpec(
        node,
        "firmware",
        "ann",
        b % 2 == 0,
        List.of(),
        Map.of(),
        new DrainRequest(b / 2 % 2 == 0, null));
  }

  private void createNode(String name, int b) {
    if (server.nodes.table().get(name) == null) {
      boolean same = b % 2 == 0;
      people.addNode(name, same ? "machine-" + name : "other-" + b);
      if (!same) {
        expectation.isUnclear(name);
      }
    }
  }

  private void ready(String name, boolean ready) {
    say("sees " + name + (ready ? " ready" : " not ready"));
    server.nodes.ready(name, ready);
  }

  private void policy(int b) {
    switch (b % 4) {
      case 0 -> people.withdraw("gpu");
      case 1 -> people.apply("gpu", Policies.GPU_OBSERVED);
      case 2 -> people.apply("gpu", Policies.GPU_TAINTED);
      default -> people.apply("gpu", Policies.GPU);
    }
  }

  /// Time that a person lets pass.
  public static Duration wait(Move move) {
    return Duration.ofMinutes(1 + move.b() % 150);
  }
}
