package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.DrainProgress;
import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.HistoryEntry;
import io.nodesentinel.crds.NodeIdentity;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.Owed;
import io.nodesentinel.crds.Owned;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.PreExisting;
import io.nodesentinel.crds.Session;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.crds.TaintEffect;
import io.nodesentinel.crds.TaintSpec;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The status of a `NodeQuarantine` as a fold: the previous one, and what was decided.
final class StatusFold {
  /// False once what a person asked for, at the generation that the condition names, is over; a
  /// deletion moves the generation too.
  static final String REQUESTED = "Requested";

  private final Instant now;
  private final long generation;
  private NodeQuarantineStatus status;

  StatusFold(NodeQuarantineStatus previous, long generation, Instant now) {
    this.now = now;
    this.generation = generation;
    this.status = previous.withObservedGeneration(generation);
  }

  StatusFold node(NodeView node) {
    status = status.withNode(new NodeIdentity(node.uid(), node.systemUuid()));
    return this;
  }

  StatusFold faults(List<Fault> faults) {
    status = status.withFaults(faults);
    return this;
  }

  StatusFold owed(List<Owed> owed) {
    status =
        status.withOwed(
            owed.size() <= NodeQuarantineStatus.MAX_OWED
                ? owed
                : owed.subList(0, NodeQuarantineStatus.MAX_OWED));
    boolean synced = owed.isEmpty();
    if (!synced || has("StoreSynced")) {
      condition(
          "StoreSynced",
          synced,
          synced ? "Synced" : "Owed",
          synced ? "" : owed.size() + " event statuses are still to be written.");
    }
    return this;
  }

  /// The session that `record` stands for; what it owns and what was there before it.
  StatusFold session(NodeRecord record) {
    status =
        status
            .withSession(
                new Session(record.session(), record.nodeUid(), record.startedAt(), record.by()))
            .withOwned(new Owned(record.ownsCordon(), taints(record.taints()), record.labels()))
            .withPreExisting(new PreExisting(record.preCordon(), taints(record.preTaints())));
    condition(
        "Cordoned",
        record.cordon(),
        record.cordon() ? (record.preCordon() ? "CordonedByOther" : "Cordoned") : "NotWanted",
        "");
    return this;
  }

  /// Nothing is ours any more.
  StatusFold nothingOwned() {
    status = status.withOwned(null).withPreExisting(null);
    if (has("Cordoned")) {
      condition("Cordoned", false, "SessionEnded", "");
    }
    return this;
  }

  /// The phase, with the conditions that say the same and, if it is another one, a line of history.
  StatusFold phase(Phase phase, String reason, String message) {
    boolean moved = status.phase() != phase;
    status = status.withPhase(phase);
    if (phase == Phase.Quarantined || phase == Phase.Released || phase == Phase.Cancelled) {
      status = status.withDrain(null);
    }
    flag("Drained", phase == Phase.Drained, reason, message);
    flag("Held", phase == Phase.Held, reason, message);
    flag("Released", phase == Phase.Released, reason, message);
    flag("Cancelled", phase == Phase.Cancelled, reason, message);
    if (moved) {
      Session session = status.session();
      List<HistoryEntry> history = new ArrayList<>(status.history());
      history.add(
          new HistoryEntry(now, phase, reason, message, session == null ? "" : session.id()));
      int from = Math.max(0, history.size() - NodeQuarantineStatus.MAX_HISTORY);
      status = status.withHistory(history.subList(from, history.size()));
    }
    return this;
  }

  /// What a person asked for in this version of the spec is over.
  StatusFold requestEnded(String reason, String message) {
    condition(REQUESTED, false, reason, message);
    return this;
  }

  /// How far the drain is.
  StatusFold drain(DrainProgress progress) {
    status = status.withDrain(progress);
    return this;
  }

  /// Automation is frozen, or goes on.
  StatusFold held(@Nullable String reason, String message) {
    if (status.phase() != Phase.Held) {
      flag("Held", reason != null, reason == null ? "NotHeld" : reason, message);
    }
    return this;
  }

  NodeQuarantineStatus status() {
    return status;
  }

  /// True if `a` and `b` differ in more than what may wait a second: last-seen times, and debts
  /// that were paid.
  static boolean isUrgent(NodeQuarantineStatus a, NodeQuarantineStatus b) {
    return !calm(a).equals(calm(b)) || !a.owed().containsAll(b.owed());
  }

  private static NodeQuarantineStatus calm(NodeQuarantineStatus status) {
    return status
        .withDrain(null)
        .withOwed(List.of())
        .withConditions(
            status.conditions().stream().filter(c -> !c.type().equals("StoreSynced")).toList())
        .withFaults(status.faults().stream().map(f -> f.withLastSeen(Instant.EPOCH)).toList());
  }

  private void flag(String type, boolean on, String reason, String message) {
    if (on) {
      condition(type, true, reason, message);
    } else if (has(type)) {
      condition(type, false, "Not" + type, "");
    }
  }

  private boolean has(String type) {
    return status.conditions().stream().anyMatch(c -> c.type().equals(type));
  }

  private void condition(String type, boolean on, String reason, String message) {
    status =
        status.withConditions(
            StatusCondition.set(
                status.conditions(),
                new StatusCondition(
                    type,
                    on ? ConditionStatus.True : ConditionStatus.False,
                    reason,
                    message,
                    now,
                    generation)));
  }

  static List<TaintSpec> taints(List<Taint> taints) {
    List<TaintSpec> specs = new ArrayList<>();
    for (Taint taint : taints) {
      specs.add(new TaintSpec(taint.key(), taint.value(), TaintEffect.valueOf(taint.effect())));
    }
    return Collections.unmodifiableList(specs);
  }

  static List<Taint> fromSpecs(List<TaintSpec> specs) {
    return specs.stream().map(t -> new Taint(t.key(), t.value(), t.effect().name())).toList();
  }
}
