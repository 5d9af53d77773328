package io.nodesentinel.reconcilers.quarantine;

import static io.nodesentinel.reconcilers.testing.Given.fault;
import static io.nodesentinel.reconcilers.testing.Given.healthy;
import static io.nodesentinel.reconcilers.testing.Given.policy;
import static io.nodesentinel.reconcilers.testing.Given.request;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.Mode;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.testing.Disturbance;
import io.nodesentinel.reconcilers.testing.Disturbance.Failure;
import io.nodesentinel.reconcilers.testing.Given;
import io.nodesentinel.reconcilers.testing.Snapshot;
import io.nodesentinel.reconcilers.testing.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// One random history and what must be true in it:
/// - nobody else's cordon, taint or label is taken off, and no node goes out beyond the cap
///   (watched by the world itself);
/// - a fault that a person released does not quarantine its node again within the cool-off;
/// - the world comes to rest, and then nothing is written, nothing is owed, and the node, its
///   record and its `NodeQuarantine` say the same;
/// - unless anything goes: a node is out for us exactly while a fault is open that nobody released,
///   or waits for a place that is not there.
final class RandomWalk {
  private static final List<String> NODES = List.of("a", "b", "c");
  private static final List<String> CLASSES = List.of("GPU", "DISK", "NIC");
  private static final Duration COOL_OFF = Duration.ofHours(1);
  private static final PolicyBook SHARED = QuarantineReconcilerTest.policies();

  private final Random random;
  private final boolean anything;
  private final World world;
  private final int cap;
  private final List<String> story = new ArrayList<>();
  private final Map<String, Set<FaultKey>> open = new HashMap<>();
  private final Map<String, Map<FaultKey, Instant>> released = new HashMap<>();
  private final Set<String> unclear = new HashSet<>();
  private final Set<String> unsettled = new HashSet<>();
  private final List<String> found = new ArrayList<>();
  private boolean storeDown;
  private boolean disturbed;

  RandomWalk(int seed, boolean anything) {
    this.random = new Random(seed * 31L + (anything ? 7 : 0));
    this.anything = anything;
    this.cap = 1 + random.nextInt(3);
    this.world = new World(cap, anything ? QuarantineReconcilerTest.policies() : SHARED);
    NODES.forEach(n -> world.nodes.add(n, "machine-" + n));
    NODES.forEach(n -> world.pods.add(n, "job-" + n));
    world.pass(Duration.ofSeconds(5));
    world.onStart(this::started);
  }

  String story() {
    return String.join("\n", story) + "\n" + world.tail() + "\n" + Snapshot.of(world);
  }

  List<String> run() {
    int steps = 4 + random.nextInt(14);
    for (int i = 0; i < steps && found.isEmpty(); i++) {
      world.pass(Duration.ofMillis(10 + random.nextInt(1500)));
      step();
      if (random.nextInt(10) < 6) {
        settle();
      }
    }
    storeDown = false;
    world.store.down(false);
    settle();
    world.disturb(Disturbance.NONE);
    disturbed = false;
    world.restart();
    settle();
    if (found.isEmpty()) {
      int writes = world.lookAtAllAgain();
      if (writes > 0) {
        found.add(writes + " writes at rest");
      }
    }
    return found;
  }

  private void say(String what) {
    story.add(world.instant() + " " + what);
  }

  private String any() {
    return NODES.get(random.nextInt(NODES.size()));
  }

  private void step() {
    String node = any();
    switch (random.nextInt(anything ? 26 : 18)) {
      case 0, 1, 2, 3, 4 -> report(node);
      case 5, 6 -> recover(node);
      case 7, 8 -> uncordon(node);
      case 9 -> {
        if (world.nodes.record(node).map(NodeRecord::preCordon).orElse(false)) {
          // A cordon of others that goes and comes back between two looks leaves no trace.
          settle();
        }
        say("cordon " + node);
        world.nodes.cordon(node);
      }
      case 10 -> untaint(node);
      case 11 -> foreign(node);
      case 12 -> delete(node);
      case 13 -> hold(node);
      case 14, 15 -> pass();
      case 16 -> crash();
      case 17 -> {
        storeDown = !storeDown;
        say("store " + (storeDown ? "down" : "up"));
        world.store.down(storeDown);
      }
      case 18 -> policies();
      case 19 -> {
        boolean off = random.nextBoolean();
        say("managed " + node + (off ? " off" : " on"));
        world.nodes.label(node, NodeMarks.MANAGED_LABEL, off ? "false" : null);
      }
      case 20 -> {
        say("node deleted " + node);
        world.nodes.remove(node);
      }
      case 21, 22 -> create(node);
      case 23 -> {
        say("request of a person " + node);
        world.quarantines.create(request(node, random.nextBoolean(), random.nextBoolean()));
      }
      case 24 -> {
        say("days pass");
        world.settle();
        world.pass(Duration.ofHours(25));
      }
      default -> {
        boolean ready = random.nextBoolean();
        say("ready " + node + " " + ready);
        world.nodes.ready(node, ready);
      }
    }
  }

  private void report(String node) {
    String part = CLASSES.get(random.nextInt(CLASSES.size()));
    String entity = random.nextInt(3) == 0 ? "" : String.valueOf(random.nextInt(2));
    boolean stated = !anything || random.nextInt(4) > 0;
    Given.Report report = fault(node, part, entity);
    String id = stated ? world.report(report) : world.report(report.at(null).spec());
    say("report " + id + " " + node + " " + part + " " + entity + (stated ? "" : " unstated"));
    unsettled.add(node);
    FaultKey key = Given.key(part, entity, "");
    Instant until = of(released, node).get(key);
    if (!part.equals("NIC") && (until == null || until.isBefore(world.instant()))) {
      of(released, node).remove(key);
      open.computeIfAbsent(node, n -> new HashSet<>()).add(key);
    }
  }

  private void recover(String node) {
    String part = CLASSES.get(random.nextInt(CLASSES.size()));
    say("healthy " + node + " " + part);
    world.report(healthy(node, part));
    unsettled.add(node);
    open.computeIfAbsent(node, n -> new HashSet<>()).removeIf(k -> k.componentClass().equals(part));
    of(released, node).keySet().removeIf(k -> k.componentClass().equals(part));
  }

  private void uncordon(String node) {
    boolean again = random.nextInt(4) == 0;
    say("uncordon " + node + (again ? " and cordon it again" : ""));
    boolean seen = !again || !world.nodes.record(node).map(NodeRecord::preCordon).orElse(false);
    boolean undoes =
        seen
            && world.nodes.record(node).filter(NodeRecord::cordon).isPresent()
            && world.nodes.now(node).unschedulable();
    if (undoes) {
      release(node);
    }
    world.nodes.uncordon(node);
    if (again) {
      world.nodes.cordon(node);
    }
  }

  private void untaint(String node) {
    String key = random.nextBoolean() ? "example.com/gpu" : "example.com/disk";
    say("untaint " + node + " " + key);
    boolean ours =
        world.nodes.record(node).stream()
            .flatMap(r -> r.taints().stream())
            .anyMatch(t -> t.key().equals(key));
    if (ours) {
      release(node);
    }
    world.nodes.untaint(node, key);
  }

  private void foreign(String node) {
    if (random.nextBoolean()) {
      say("foreign taint " + node);
      world.nodes.taint(node, new Taint("their.org/x", "" + random.nextInt(2), "NoSchedule"));
    } else if (world.nodes.record(node).isEmpty()) {
      say("foreign gpu taint " + node);
      world.nodes.taint(node, new Taint("example.com/gpu", "theirs", "NoSchedule"));
    } else {
      say("foreign label " + node);
      world.nodes.label(node, "example.com/rack", "r" + random.nextInt(3));
    }
  }

  private void delete(String node) {
    say("delete quarantine " + node);
    QuarantineView quarantine = world.quarantines.get(node);
    if (quarantine != null && !quarantine.deleting()) {
      if (unsettled.contains(node)) {
        // The cool-off begins anew and covers what nobody has looked at yet.
        unclear.add(node);
      }
      if (quarantine.finalizer() && !durable(node).isEmpty()) {
        release(node);
      }
      // What is found again in the events counts anew.
      of(released, node).replaceAll((key, until) -> world.instant().plus(COOL_OFF));
    }
    world.quarantines.remove(node);
  }

  private void hold(String node) {
    boolean on = random.nextBoolean();
    say("hold " + node + (on ? " on" : " off"));
    world.nodes.annotate(node, NodeMarks.HOLD_ANNOTATION, on ? "crane" : null);
  }

  private void pass() {
    world.settle();
    Duration time = Duration.ofMinutes(random.nextInt(150));
    say("pass " + time);
    world.pass(time);
  }

  private void crash() {
    Failure[] ways = Failure.values();
    Failure failure = ways[random.nextInt(ways.length)];
    int at = world.writes() + 1 + random.nextInt(6);
    say(failure + " at write " + at);
    disturbed = true;
    world.disturb(Disturbance.at(at, failure));
  }

  private void policies() {
    switch (random.nextInt(4)) {
      case 0 -> {
        say("policy gpu withdrawn");
        world.withdraw("gpu");
      }
      case 1 -> {
        say("policy gpu observes");
        world.policy("gpu", policy("GPU").mode(Mode.Observe));
      }
      case 2 -> {
        say("policy gpu taints only");
        world.policy("gpu", policy("GPU").withoutCordon().taint("example.com/gpu", "other"));
      }
      default -> {
        say("policy gpu drains");
        world.policy(
            "gpu",
            policy("GPU")
                .mode(Mode.Drain)
                .taint("example.com/gpu", "broken")
                .label("example.com/sick", "g"));
      }
    }
  }

  private void create(String node) {
    if (world.nodes.get(node) == null) {
      boolean same = random.nextBoolean();
      say("node created " + node + (same ? "" : ", another machine"));
      world.nodes.add(node, same ? "machine-" + node : "other-" + world.writes());
      if (!same) {
        released.remove(node);
      }
    }
  }

  /// The faults that a release covers: those that are durable.
  private Set<FaultKey> durable(String node) {
    Set<FaultKey> keys = new HashSet<>();
    NodeQuarantineStatus status = world.quarantines.status(node);
    for (Fault fault : status.faults()) {
      if (fault.state() == FaultState.Open || fault.state() == FaultState.Held) {
        keys.add(fault.key());
      }
    }
    world
        .nodes
        .record(node)
        .filter(r -> status.session() == null || !status.session().id().equals(r.session()))
        .ifPresent(r -> r.faults().forEach(f -> keys.add(f.key())));
    return keys;
  }

  private void release(String node) {
    if (unsettled.contains(node)) {
      unclear.add(node);
    }
    Set<FaultKey> stillOpen = open.computeIfAbsent(node, n -> new HashSet<>());
    for (FaultKey key : durable(node)) {
      if (stillOpen.remove(key)) {
        of(released, node).put(key, world.instant().plus(COOL_OFF));
      }
    }
  }

  private void started(NodeView before, NodeView after) {
    NodeRecord record = world.nodes.record(after.name()).orElse(null);
    if (record == null) {
      record =
          NodeRecordCodec.read(after.annotations().get(NodeMarks.RECORD_ANNOTATION)).orElseThrow();
    }
    for (NodeRecord.RecordedFault fault : record.faults()) {
      Instant until = of(released, after.name()).get(fault.key());
      if (until != null && until.isAfter(world.instant()) && !unclear.contains(after.name())) {
        found.add(after.name() + ": quarantined again within the cool-off for " + fault.key());
      }
    }
  }

  private void settle() {
    say("settle");
    world.settle();
    if (disturbed && random.nextBoolean()) {
      world.disturb(Disturbance.NONE);
      disturbed = false;
    }
    unsettled.clear();
    for (String contradiction : Snapshot.contradictions(world)) {
      boolean onHold =
          NODES.stream().anyMatch(n -> contradiction.startsWith(n + ":") && isOnHold(n));
      if (!onHold
          && !(storeDown && (contradiction.contains("owed") || contradiction.contains("phase")))) {
        say(contradiction);
        found.add(contradiction);
      }
    }
    if (!anything && !storeDown) {
      NODES.forEach(this::compare);
    }
  }

  private boolean isOnHold(String name) {
    NodeView node = world.nodes.get(name);
    return node != null && node.isOnHold();
  }

  private void compare(String name) {
    if (unclear.contains(name) || isOnHold(name)) {
      return;
    }
    Set<FaultKey> wanted = open.getOrDefault(name, Set.of());
    boolean out = world.nodes.record(name).isPresent();
    if (wanted.isEmpty() && out) {
      found.add(name + ": out without an open fault");
    }
    if (!wanted.isEmpty() && !out) {
      boolean full = NODES.stream().filter(n -> world.nodes.now(n).isOut()).count() >= cap;
      if (!full || world.quarantines.status(name).phase() != Phase.Held) {
        found.add(name + ": not out in spite of " + new TreeSet<>(wanted));
      }
    }
  }

  private static Map<FaultKey, Instant> of(Map<String, Map<FaultKey, Instant>> maps, String node) {
    return maps.computeIfAbsent(node, n -> new HashMap<>());
  }
}
