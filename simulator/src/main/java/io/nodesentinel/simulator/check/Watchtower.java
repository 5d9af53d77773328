package io.nodesentinel.simulator.check;

import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.operator.leader.LeaseView;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.Announcement;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.quarantine.ManualOverride;
import io.nodesentinel.reconcilers.quarantine.NodeRecord;
import io.nodesentinel.reconcilers.quarantine.NodeRecordCodec;
import io.nodesentinel.simulator.replica.Replica;
import io.nodesentinel.simulator.replica.Witness;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.server.SimDatastore;
import io.nodesentinel.simulator.server.SimNodes;
import io.nodesentinel.simulator.world.Policies;
import io.nodesentinel.simulator.world.Timeline;
import io.nodesentinel.simulator.world.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks what the operator does in the moment in which it takes effect.
public final class Watchtower implements Witness {
  /// A release may be under way when the datastore goes, and its process stand still for as long as
  /// it may lead.
  private static final Duration NOTICED_WITHIN = Duration.ofSeconds(16);

  private final ApiServer server;
  private final Timeline time;
  private final Trace trace;
  private final Expectation expectation;
  private final boolean plain;
  private final int cap;
  private final List<Violation> violations = new ArrayList<>();
  private final Set<String> takenOut = new HashSet<>();
  private final Map<String, Set<String>> accepted = new HashMap<>();

  /// When each session began, by the clock of the API server; the operator's may be another.
  private final Map<String, Instant> begun = new HashMap<>();

  private long writes;

  public Watchtower(
      ApiServer server,
      Timeline time,
      Trace trace,
      Expectation expectation,
      boolean plain,
      int cap) {
    this.server = server;
    this.time = time;
    this.trace = trace;
    this.expectation = expectation;
    this.plain = plain;
    this.cap = cap;
  }

  /// What did not hold, in the order in which it was found.
  public List<Violation> violations() {
    return violations;
  }

  /// How often the operator has written something.
  public long writes() {
    return writes;
  }

  void found(Invariant invariant, String what) {
    Violation violation = new Violation(invariant, what);
    violations.add(violation);
    trace.say("!!!", violation::toString);
  }

  @Override
  public void wrote(Replica replica, String what) {
    writes++;
    trace.say(replica.name(), () -> "wrote " + what);
    LeaseView lease = server.lease.read();
    if (lease == null || !lease.holder().equals(replica.name())) {
      found(
          Invariant.LEADER_WRITES,
          replica.name()
              + " wrote "
              + what
              + ", and the lease is held by "
              + (lease == null ? "nobody" : lease.holder()));
    }
  }

  @Override
  public void saidAgain(Replica replica, String event) {
    found(Invariant.SAID_ONCE, replica.name() + " wrote the status that " + event + " has already");
  }

  @Override
  public void announced(Replica replica, Announcement announcement) {
    trace.say(
        replica.name(),
        () -> "announces " + announcement.reason() + " on " + announcement.nodeName());
  }

  @Override
  public void failed(Replica replica, Throwable defect) {
    StackTraceElement[] stack = defect.getStackTrace();
    found(
        Invariant.NO_DEFECT,
        defect + (stack.length == 0 ? "" : " at " + stack[0] + " by " + replica.name()));
  }

  @Override
  public void nodePatched(
      Replica replica,
      NodeView before,
      NodeView after,
      List<StoredEvent> known,
      @Nullable QuarantineView request) {
    foreignKept(before, after);
    Optional<NodeRecord> old = record(before);
    Optional<NodeRecord> fresh = record(after);
    if (fresh.isPresent()) {
      begin(old, fresh.get());
      if (!isDeletionUnseen(request, after.name())) {
        releaseStands(old, fresh.get(), after.name());
      }
    }
    if (fresh.isPresent() && old.isEmpty() && !before.isOut()) {
      takenOut.add(after.name());
      takenOut.removeIf(name -> {
        NodeView node = server.nodes.table().get(name);
        return node == null || record(node).isEmpty();
      });
      if (takenOut.size() > cap) {
        found(
            Invariant.CAP_KEPT,
            replica.name() + " took " + after.name() + " out; out are " + takenOut);
      }
    }
    if (plain && old.isPresent() && fresh.isEmpty()) {
      releaseJustified(replica, before, old.get(), known);
    }
  }

  private void foreignKept(NodeView before, NodeView after) {
    if (before.unschedulable()
        && !after.unschedulable()
        && !before.cordonOwners().contains(NodeMarks.FIELD_MANAGER)) {
      found(
          Invariant.FOREIGN_KEPT,
          "uncordoned " + before.name() + ", which " + before.cordonOwners() + " cordoned");
    }
    SimNodes.Foreign foreign = server.nodes.foreign(before.name());
    for (Taint taint : before.taints()) {
      if (foreign.taints().contains(SimNodes.identity(taint)) && !after.taints().contains(taint)) {
        found(Invariant.FOREIGN_KEPT, "took " + taint + " off " + before.name());
      }
    }
    for (String label : foreign.labels()) {
      String value = before.labels().get(label);
      if (value != null && !value.equals(after.labels().get(label))) {
        found(Invariant.FOREIGN_KEPT, "changed the label " + label + " of " + before.name());
      }
    }
  }

  /// The deletion of a NodeQuarantine that has not arrived yet cannot hold back a patch of the
  /// Node; no pod leaves before it has.
  private boolean isDeletionUnseen(@Nullable QuarantineView known, String node) {
    QuarantineView now = server.quarantines.table().get(node);
    boolean gone = now == null || now.deleting();
    return gone && known != null && !known.deleting();
  }

  private void releaseStands(Optional<NodeRecord> old, NodeRecord fresh, String node) {
    Set<FaultKey> before = new HashSet<>();
    old.ifPresent(r -> r.faults().forEach(f -> before.add(f.key())));
    for (NodeRecord.RecordedFault fault : fresh.faults()) {
      if (!before.contains(fault.key())
          && expectation.isReleased(node, fault.key(), time.instant())) {
        found(Invariant.RELEASE_STANDS, "quarantined " + node + " again for " + fault.key());
      }
    }
  }

  private void releaseJustified(
      Replica replica, NodeView before, NodeRecord record, List<StoredEvent> known) {
    QuarantineView quarantine = server.quarantines.table().get(before.name());
    boolean asked =
        ManualOverride.detect(before, record).isPresent()
            || !before.isManaged()
            || quarantine == null
            || quarantine.deleting();
    if (asked) {
      return;
    }
    SimDatastore datastore = server.datastore;
    Instant away = datastore == null ? null : datastore.downSince();
    if (away != null && away.plus(NOTICED_WITHIN).isBefore(time.instant())) {
      found(
          Invariant.RELEASE_KNOWN,
          replica.name()
              + " released "
              + before.name()
              + ", and the datastore is away since "
              + away);
    }
    if (!expectation.isClear(before.name())) {
      return;
    }
    Set<FaultKey> open = expectation.openBy(before.name(), known);
    if (!open.isEmpty()) {
      found(
          Invariant.RELEASE_JUSTIFIED,
          replica.name() + " released " + before.name() + " in spite of " + open);
    }
  }

  @Override
  public void evicting(Replica replica, PodView pod) {
    NodeView node = replica.node(pod.nodeName());
    Optional<NodeRecord> record = node == null ? Optional.empty() : record(node);
    String wrong = unwanted(node, record, replica.quarantine(pod.nodeName()));
    if (wrong != null) {
      found(
          Invariant.EVICTION_WANTED,
          replica.name() + " evicts " + pod.name() + " of " + pod.nodeName() + ", " + wrong);
    }
  }

  /// Faults that keep a node out after a person's request is over begin the session anew.
  private void begin(Optional<NodeRecord> old, NodeRecord fresh) {
    boolean takenOver =
        old.isPresent()
            && old.get().session().equals(fresh.session())
            && !old.get().by().equals(fresh.by());
    if (takenOver) {
      begun.put(fresh.session(), time.instant());
    } else {
      begun.putIfAbsent(fresh.session(), time.instant());
    }
  }

  /// A session that begins on an object that a person deleted before is not what the person meant.
  /// Deletions are known to the second.
  private boolean isDeletedIn(NodeRecord session, QuarantineView quarantine) {
    Instant deletedAt = quarantine.deletedAt();
    return deletedAt != null
        && begun.getOrDefault(session.session(), session.startedAt()).isBefore(deletedAt);
  }

  private @Nullable String unwanted(
      @Nullable NodeView node, Optional<NodeRecord> record, @Nullable QuarantineView quarantine) {
    if (node == null || record.isEmpty()) {
      return "which is in no session";
    }
    if (node.isOnHold()) {
      return "which is on hold";
    }
    Optional<String> undone = ManualOverride.detect(node, record.get());
    if (undone.isPresent()) {
      return "where somebody " + undone.get();
    }
    if (quarantine == null || isDeletedIn(record.get(), quarantine)) {
      return "whose NodeQuarantine is deleted";
    }
    boolean asked = quarantine.spec().wantsDrain();
    boolean byFault =
        record.get().faults().stream()
            .anyMatch(f -> f.key().componentClass().equals(Policies.DRAINED));
    return asked || byFault ? null : "where nothing asks for a drain";
  }

  @Override
  public void evicted(Replica replica, PodView pod, EvictionResult result) {
    if (result instanceof EvictionResult.Accepted
        && !accepted.computeIfAbsent(replica.name(), r -> new HashSet<>()).add(pod.uid())) {
      found(Invariant.EVICTED_ONCE, replica.name() + " evicted " + pod.name() + " twice");
    }
  }

  /// The ownership record on a node.
  static Optional<NodeRecord> record(NodeView node) {
    return NodeRecordCodec.read(node.annotations().get(NodeMarks.RECORD_ANNOTATION));
  }
}
