package io.nodesentinel.simulator;

import io.nodesentinel.crds.DrainRequest;
import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.quarantine.ManualOverride;
import io.nodesentinel.reconcilers.quarantine.NodeRecord;
import io.nodesentinel.reconcilers.quarantine.NodeRecordCodec;
import io.nodesentinel.simulator.check.Expectation;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.world.Move;
import io.nodesentinel.simulator.world.Policies;
import io.nodesentinel.simulator.world.Timeline;
import io.nodesentinel.simulator.world.Trace;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The monitors and the people of a world: carries out their moves, and tells the [Expectation]
/// what they mean.
final class Actors {
  private static final List<String> CLASSES = List.of("GPU", "DISK", "NIC");

  private final ApiServer server;
  private final Timeline time;
  private final Trace trace;
  private final Expectation expectation;
  private final List<String> nodes;
  private final Map<String, Instant> deletions = new HashMap<>();
  private Instant lastStamp = Timeline.BEGIN.minusSeconds(1);

  Actors(
      ApiServer server, Timeline time, Trace trace, Expectation expectation, List<String> nodes) {
    this.server = server;
    this.time = time;
    this.trace = trace;
    this.expectation = expectation;
    this.nodes = nodes;
  }

  /// Does what the move says, if it is one of theirs.
  void play(Move move) {
    String node = nodes.get(move.a() % nodes.size());
    int b = move.b();
    switch (move.kind()) {
      case REPORT -> report(node, b, stamp(), ProcessingStrategy.EXECUTE_REMEDIATION);
      case REPORT_LATE -> {
        expectation.isUnclear(node);
        report(
            node, b, time.instant().minusSeconds(b % 400), ProcessingStrategy.EXECUTE_REMEDIATION);
      }
      case REPORT_HARMLESS -> report(node, b, stamp(), ProcessingStrategy.STORE_ONLY);
      case RECOVER -> recover(node, b, stamp());
      case RECOVER_LATE -> {
        expectation.isUnclear(node);
        recover(node, b, time.instant().minusSeconds(b % 400));
      }
      case UNCORDON -> uncordon(node);
      case RECORDON -> {
        leavesNoTrace(node);
        uncordon(node);
        say("cordons " + node + " again");
        server.nodes.cordon(node);
      }
      case UNTAINT -> untaint(node, Policies.taintKey(CLASSES.get(b % 2)));
      case CORDON -> {
        leavesNoTrace(node);
        say("cordons " + node);
        server.nodes.cordon(node);
      }
      case TAINT -> taint(node, b);
      case LABEL -> {
        say("labels " + node);
        server.nodes.label(node, "example.com/rack", "r" + b % 3);
      }
      case HOLD -> {
        say("puts " + node + " on hold");
        server.nodes.annotate(node, NodeMarks.HOLD_ANNOTATION, "crane");
      }
      case UNHOLD -> {
        say("takes " + node + " off hold");
        server.nodes.annotate(node, NodeMarks.HOLD_ANNOTATION, null);
      }
      case OPT_OUT -> {
        say("opts " + node + " out");
        server.nodes.label(node, NodeMarks.MANAGED_LABEL, "false");
      }
      case OPT_IN -> {
        say("opts " + node + " in");
        server.nodes.label(node, NodeMarks.MANAGED_LABEL, null);
      }
      case DELETE_QUARANTINE -> deleteQuarantine(node);
      case DESTROY_QUARANTINE -> {
        say("destroys the NodeQuarantine of " + node);
        expectation.isUnclear(node);
        server.quarantines.destroy(node);
      }
      case CREATE_QUARANTINE -> {
        say("asks for the quarantine of " + node);
        server.quarantines.create(request(node, b));
      }
      case DELETE_NODE -> {
        say("deletes node " + node);
        // With the object goes what a person did to it, if nobody saw it yet.
        expectation.isUnclear(node);
        server.nodes.remove(node);
        server.pods.nodeGone(node);
      }
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
  void endDisturbances() {
    server.pods.budget("job", false);
  }

  /// A cordon of others that goes and comes back between two looks of the operator.
  private void leavesNoTrace(String node) {
    NodeRecord record = record(server.nodes.table().get(node));
    if (record != null && record.preCordon()) {
      expectation.isUnclear(node);
    }
  }

  private void say(String what) {
    trace.say("person", () -> what);
  }

  /// Later than all before it, so that the order of reports is that of their times.
  private Instant stamp() {
    Instant now = time.instant();
    lastStamp = now.isAfter(lastStamp) ? now : lastStamp.plusMillis(1);
    return lastStamp;
  }

  private void report(String node, int b, Instant at, ProcessingStrategy strategy) {
    String part = CLASSES.get(b % CLASSES.size());
    String entity = b / 3 % 3 == 0 ? "" : String.valueOf(b / 3 % 3);
    HealthEventSpec spec = spec(node, part, entity, false, at, strategy);
    String name = server.events.report(spec, b, time.instant());
    trace.say(
        "monitor",
        () ->
            "reports "
                + name
                + ": "
                + part
                + entity
                + " of "
                + node
                + " at "
                + at
                + " "
                + strategy);
    if (time.instant().truncatedTo(ChronoUnit.SECONDS).equals(deletions.get(node))) {
      // The API server's times cannot tell which of the two came first.
      expectation.isUnclear(node);
    }
    NodeView now = server.nodes.table().get(node);
    NodeRecord record = record(now);
    if (now != null && record != null && ManualOverride.detect(now, record).isPresent()) {
      // Reported after the release, but perhaps before the operator sees it: a part of the session?
      expectation.isUnclear(node);
    }
    expectation.reported(spec, time.instant());
  }

  private void recover(String node, int b, Instant at) {
    String part = CLASSES.get(b % CLASSES.size());
    HealthEventSpec spec = spec(node, part, "", true, at, ProcessingStrategy.EXECUTE_REMEDIATION);
    String name = server.events.report(spec, b, time.instant());
    trace.say("monitor", () -> "reports " + name + ": " + part + " of " + node + " well at " + at);
    expectation.recovered(spec);
  }

  private static HealthEventSpec spec(
      String node,
      String part,
      String entity,
      boolean healthy,
      Instant at,
      ProcessingStrategy strategy) {
    return new HealthEventSpec(
        node,
        "agent",
        part,
        part + "Check",
        1,
        healthy,
        !healthy,
        "",
        RecommendedAction.NONE,
        "",
        List.of(),
        entity.isEmpty() ? List.of() : List.of(new Entity("part", entity)),
        Map.of(),
        at,
        null,
        null,
        strategy);
  }

  private void uncordon(String name) {
    say("uncordons " + name);
    NodeView node = server.nodes.table().get(name);
    NodeRecord record = record(node);
    if (node != null && record != null && record.cordon() && node.unschedulable()) {
      released(name, record);
    }
    server.nodes.uncordon(name);
  }

  private void untaint(String name, String key) {
    say("removes the taint " + key + " of " + name);
    NodeView node = server.nodes.table().get(name);
    NodeRecord record = record(node);
    boolean ours = record != null && record.taints().stream().anyMatch(t -> t.key().equals(key));
    boolean there = node != null && node.taints().stream().anyMatch(t -> t.key().equals(key));
    if (ours && there) {
      released(name, record);
    }
    server.nodes.untaint(name, key);
  }

  private void taint(String name, int b) {
    NodeView node = server.nodes.table().get(name);
    boolean inSession = record(node) != null;
    // The same key as a policy's, before any session: then it was there before.
    boolean same = !inSession && b % 3 == 0;
    Taint taint =
        same
            ? new Taint(Policies.taintKey("GPU"), "theirs", "NoSchedule")
            : new Taint("their.org/x", String.valueOf(b % 2), "NoSchedule");
    say("taints " + name + " " + taint);
    if (same) {
      // A session may begin in the very moment; then it is changed, which is a release.
      expectation.isUnclear(name);
    }
    server.nodes.taint(name, taint);
  }

  private void deleteQuarantine(String name) {
    say("deletes the NodeQuarantine of " + name);
    QuarantineView quarantine = server.quarantines.table().get(name);
    if (quarantine != null && !quarantine.deleting()) {
      deletions.put(name, time.instant().truncatedTo(ChronoUnit.SECONDS));
      if (quarantine.finalizer()) {
        released(name, record(server.nodes.table().get(name)));
      } else {
        expectation.isUnclear(name);
      }
    }
    server.quarantines.remove(name);
  }

  private void released(String name, @Nullable NodeRecord record) {
    expectation.releasedByPerson(name, record, time.instant());
  }

  private static @Nullable NodeRecord record(@Nullable NodeView node) {
    return node == null
        ? null
        : NodeRecordCodec.read(node.annotations().get(NodeMarks.RECORD_ANNOTATION)).orElse(null);
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
      say("adds node " + name + (same ? "" : ", another machine"));
      server.nodes.add(name, same ? "machine-" + name : "other-" + b, time.instant());
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
      case 0 -> {
        say("withdraws the policy gpu");
        server.policies.remove("gpu");
      }
      case 1 -> {
        say("lets the policy gpu observe");
        server.apply("gpu", Policies.GPU_OBSERVED);
      }
      case 2 -> {
        say("lets the policy gpu taint only");
        server.apply("gpu", Policies.GPU_TAINTED);
      }
      default -> {
        say("applies the policy gpu");
        server.apply("gpu", Policies.GPU);
      }
    }
  }

  /// Time that a person lets pass.
  static Duration wait(Move move) {
    return Duration.ofMinutes(1 + move.b() % 150);
  }
}
