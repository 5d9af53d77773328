package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.HistoryEntry;
import io.nodesentinel.crds.NodeIdentity;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How the two durable halves of a session stand: the record on the Node, which is the truth, and
/// the `NodeQuarantine`, which follows it.
///
/// @param record of a session on this Node object; null if there is none
/// @param stranger a record of another Node object that came along with a copied annotation
/// @param status of the `NodeQuarantine`, empty if there is none; of an earlier machine of the same
///   name only the history is left
/// @param replaced the Node object is another one than the ledger's
/// @param ledger the faults before any event is folded
record Situation(
    @Nullable NodeRecord record,
    @Nullable NodeRecord stranger,
    NodeQuarantineStatus status,
    boolean replaced,
    List<Fault> ledger) {

  private static final Set<Phase> ACTIVE =
      Set.of(Phase.Quarantined, Phase.Draining, Phase.Drained, Phase.DrainFailed, Phase.Cancelling);

  static Situation of(QuarantineObserved o) {
    NodeQuarantineStatus status = status(o);
    NodeView node = o.node();
    if (node == null) {
      return new Situation(null, null, status, false, status.faults());
    }
    NodeRecord found =
        NodeRecordCodec.read(node.annotations().get(NodeMarks.RECORD_ANNOTATION)).orElse(null);
    NodeRecord record = found != null && found.nodeUid().equals(node.uid()) ? found : null;
    NodeIdentity known = status.node();
    boolean replaced = known != null && !known.uid().equals(node.uid());
    boolean sameMachine =
        known == null || !replaced || isSameMachine(known.systemUUID(), node.systemUuid());
    List<Fault> faults = sameMachine ? status.faults() : List.of();
    NodeQuarantineStatus settled = status.withFaults(faults);
    return new Situation(
        record, record == null ? found : null, settled, replaced, ledger(settled, record));
  }

  private static NodeQuarantineStatus status(QuarantineObserved o) {
    QuarantineView quarantine = o.quarantine();
    if (o.left() != null
        && (quarantine == null || quarantine.status().observedGeneration() == null)) {
      return o.left().asStatus();
    }
    return quarantine == null ? NodeQuarantineStatus.empty() : quarantine.status();
  }

  /// An unknown machine is another machine.
  private static boolean isSameMachine(String before, String now) {
    return !before.isEmpty() && before.equals(now);
  }

  /// The ledger as the status has it, and, for a session that the status does not know yet, the
  /// faults of the record.
  private static List<Fault> ledger(NodeQuarantineStatus status, @Nullable NodeRecord record) {
    if (record == null
        || status.session() != null && record.session().equals(status.session().id())) {
      return status.faults();
    }
    Map<FaultKey, Fault> faults = new TreeMap<>();
    status.faults().forEach(f -> faults.put(f.key(), f));
    for (NodeRecord.RecordedFault fault : record.faults()) {
      faults.put(
          fault.key(),
          new Fault(
              fault.key(),
              FaultState.Open,
              fault.since(),
              fault.lastSeen(),
              fault.event(),
              record.startedAt(),
              fault.policies(),
              RecommendedAction.NONE,
              fault.policies().isEmpty(),
              null));
    }
    return List.copyOf(faults.values());
  }

  /// The status speaks of a session that has not ended.
  boolean isActive() {
    return status.session() != null && status.phase() != null && ACTIVE.contains(status.phase());
  }

  /// The status knows the session of the record.
  boolean isCaughtUp() {
    return record != null
        && isActive()
        && status.session() != null
        && status.session().id().equals(record.session());
  }

  boolean isDraining() {
    return isDrain(status.phase());
  }

  /// The session drains, or did until a person undid it.
  boolean wasDraining() {
    return isDraining()
        || status.phase() == Phase.Cancelling
            && status.history().reversed().stream()
                .map(HistoryEntry::phase)
                .filter(phase -> phase != Phase.Cancelling)
                .findFirst()
                .filter(Situation::isDrain)
                .isPresent();
  }

  private static boolean isDrain(@Nullable Phase phase) {
    return phase == Phase.Draining || phase == Phase.Drained || phase == Phase.DrainFailed;
  }
}
