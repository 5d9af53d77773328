package io.nodesentinel.simulator.actor;

import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.QuarantinePolicySpec;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.quarantine.NodeRecord;
import io.nodesentinel.reconcilers.quarantine.NodeRecordCodec;
import io.nodesentinel.simulator.check.Expectation;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.world.Timeline;
import io.nodesentinel.simulator.world.Trace;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The people of a world: what they type, and what that means to the [Expectation].
public final class People {
  private final ApiServer server;
  private final Timeline time;
  private final Trace trace;
  private final Expectation expectation;
  private final Map<String, Instant> deletions = new HashMap<>();

  public People(ApiServer server, Timeline time, Trace trace, Expectation expectation) {
    this.server = server;
    this.time = time;
    this.trace = trace;
    this.expectation = expectation;
  }

  private void say(String what) {
    trace.say("person", () -> what);
  }

  // Nodes.

  public void cordon(String node) {
    leavesNoTrace(node);
    say("cordons " + node);
    server.nodes.cordon(node);
  }

  public void uncordon(String name) {
    say("uncordons " + name);
    NodeView node = server.nodes.table().get(name);
    NodeRecord record = record(node);
    if (node != null && record != null && record.cordon() && node.unschedulable()) {
      released(name, record);
    }
    server.nodes.uncordon(name);
  }

  /// Between two looks of the operator, perhaps.
  public void uncordonAndCordon(String node) {
    leavesNoTrace(node);
    uncordon(node);
    say("cordons " + node + " again");
    server.nodes.cordon(node);
  }

  /// A cordon of others that goes and comes back between two looks of the operator.
  private void leavesNoTrace(String node) {
    NodeRecord record = record(server.nodes.table().get(node));
    if (record != null && record.preCordon()) {
      expectation.isUnclear(node);
    }
  }

  public void untaint(String name, String key) {
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

  public void taint(String node, Taint taint) {
    say("taints " + node + " " + taint);
    server.nodes.taint(node, taint);
  }

  /// Null takes the label off.
  public void label(String node, String key, @Nullable String value) {
    say("labels " + node + " " + key + "=" + value);
    server.nodes.label(node, key, value);
  }

  public void hold(String node) {
    say("puts " + node + " on hold");
    server.nodes.annotate(node, NodeMarks.HOLD_ANNOTATION, "crane");
  }

  public void unhold(String node) {
    say("takes " + node + " off hold");
    server.nodes.annotate(node, NodeMarks.HOLD_ANNOTATION, null);
  }

  public void optOut(String node) {
    say("opts " + node + " out");
    server.nodes.label(node, NodeMarks.MANAGED_LABEL, "false");
  }

  public void optIn(String node) {
    say("opts " + node + " in");
    server.nodes.label(node, NodeMarks.MANAGED_LABEL, null);
  }

  public void addNode(String node, String machine) {
    say("adds node " + node + ", " + machine);
    server.nodes.add(node, machine, time.instant());
  }

  public void deleteNode(String node) {
    say("deletes node " + node);
    // With the object goes what a person did to it, if nobody saw it yet.
    expectation.isUnclear(node);
    server.nodes.remove(node);
    server.pods.nodeGone(node);
  }

  // NodeQuarantines and policies.

  public void request(NodeQuarantineSpec spec) {
    say("asks for the quarantine of " + spec.nodeName());
    server.quarantines.create(spec);
  }

  public void deleteQuarantine(String name) {
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

  /// When its `NodeQuarantine` was deleted last, in whole seconds; null if never.
  @Nullable Instant lastDeletion(String node) {
    return deletions.get(node);
  }

  /// Takes the finalizer off by hand and deletes it.
  public void destroyQuarantine(String node) {
    say("destroys the NodeQuarantine of " + node);
    expectation.isUnclear(node);
    server.quarantines.destroy(node);
  }

  public void apply(String policy, QuarantinePolicySpec spec) {
    say("applies the policy " + policy + ", " + spec.mode() + " " + spec.taints());
    server.apply(policy, spec);
  }

  public void withdraw(String policy) {
    say("withdraws the policy " + policy);
    server.policies.remove(policy);
  }

  private void released(String name, @Nullable NodeRecord record) {
    expectation.releasedByPerson(name, record, time.instant());
  }

  static @Nullable NodeRecord record(@Nullable NodeView node) {
    return node == null
        ? null
        : NodeRecordCodec.read(node.annotations().get(NodeMarks.RECORD_ANNOTATION)).orElse(null);
  }
}
