package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.EvictionStatus;
import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.OperationStatus;
import io.nodesentinel.crds.Owed;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.ledger.EventStatuses;
import io.nodesentinel.reconcilers.ledger.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The statuses that the node's events shall have, against those they have.
final class EventWrites {
  private static final String CANCELLED_LATE = "Somebody released the node from this session.";

  private final Instant now;
  private final boolean complete;
  private final Map<String, StoredEvent> events = new HashMap<>();
  private final Map<String, HealthEventStatus> wanted = new LinkedHashMap<>();

  /// @param complete no event is missing: what is not there was deleted
  EventWrites(List<StoredEvent> events, boolean complete, Instant now) {
    this.now = now;
    this.complete = complete;
    events.forEach(e -> this.events.put(e.ref().id(), e));
  }

  /// Asks for a status; an event that is asked for twice keeps the first.
  void want(
      String eventId, @Nullable NodeQuarantined quarantined, Verdict verdict, String message) {
    StoredEvent event = events.get(eventId);
    if (event != null && !wanted.containsKey(eventId)) {
      wanted.put(eventId, EventStatuses.with(event.status(), quarantined, verdict, message, now));
    }
  }

  /// Asks for what is owed.
  ///
  /// @return what is owed still, which is less what the store says already
  List<Owed> pay(List<Owed> owed) {
    List<Owed> unpaid = new ArrayList<>();
    for (Owed debt : owed) {
      StoredEvent event = events.get(debt.event());
      if (event == null) {
        if (!complete) {
          unpaid.add(debt);
        }
        continue;
      }
      if (isPaid(debt, event)) {
        continue;
      }
      unpaid.add(debt);
      Verdict verdict = EventStatuses.verdict(debt.reason());
      if (verdict != null) {
        want(debt.event(), debt.nodeQuarantined(), verdict, debt.message());
      }
    }
    return unpaid;
  }

  /// Asks that the reports whose faults a person released say so. A leader that has just begun may
  /// learn of a report only after it cancelled its session.
  void cancelled(List<Fault> ledger) {
    for (Fault fault : ledger) {
      StoredEvent event =
          fault.state() == FaultState.Cancelled && fault.sourceEvent() != null
              ? events.get(fault.sourceEvent())
              : null;
      if (event != null && event.status().nodeQuarantined() != NodeQuarantined.Cancelled) {
        want(event.ref().id(), NodeQuarantined.Cancelled, Verdict.Cancelled, CANCELLED_LATE);
      }
    }
  }

  /// Asks that what others were told in a session that a person released says so too: what closed
  /// some of its faults, when no session is under way. The nearest report before it that says
  /// anything of a session is of a cancelled one.
  void cancelledWith(List<StoredEvent> inOrder) {
    boolean cancelled = false;
    for (StoredEvent event : inOrder) {
      NodeQuarantined said =
          wanted.getOrDefault(event.ref().id(), event.status()).nodeQuarantined();
      if (said == NodeQuarantined.AlreadyQuarantined && cancelled) {
        want(event.ref().id(), NodeQuarantined.Cancelled, Verdict.Cancelled, CANCELLED_LATE);
      } else if (said != null && said != NodeQuarantined.AlreadyQuarantined) {
        cancelled = said == NodeQuarantined.Cancelled;
      }
    }
  }

  /// Takes back what was asked for so far.
  void forget(String eventId) {
    wanted.remove(eventId);
  }

  /// A debt that says nothing of a session is paid by whatever the leader before has said of it.
  private static boolean isPaid(Owed debt, StoredEvent event) {
    return (debt.nodeQuarantined() == null
            || event.status().nodeQuarantined() == debt.nodeQuarantined())
        && EventStatuses.verdictOf(event.status()) == EventStatuses.verdict(debt.reason());
  }

  /// Asks for the statuses of the reports that opened the faults of a running session.
  ///
  /// @param starter the report that began it
  void session(List<Fault> faults, @Nullable String starter, Phase phase) {
    for (Fault fault : faults) {
      StoredEvent event =
          fault.state() == FaultState.Open && fault.sourceEvent() != null
              ? events.get(fault.sourceEvent())
              : null;
      if (event == null) {
        continue;
      }
      Verdict verdict = EventStatuses.verdictOf(event.status());
      if (verdict != Verdict.Quarantined && verdict != Verdict.AlreadyQuarantined) {
        boolean first = event.ref().id().equals(starter);
        want(
            event.ref().id(),
            first ? NodeQuarantined.Quarantined : NodeQuarantined.AlreadyQuarantined,
            first ? Verdict.Quarantined : Verdict.AlreadyQuarantined,
            first
                ? "The node was quarantined for it."
                : "The node was quarantined already; this fault keeps it so.");
      }
      OperationStatus eviction = eviction(phase);
      if (eviction != null) {
        wantEviction(event, eviction);
      }
    }
  }

  /// Asks for the end of an eviction that is under way in these events.
  void cancelEviction(List<StoredEvent> session) {
    for (StoredEvent event : session) {
      EvictionStatus eviction = event.status().userPodsEvictionStatus();
      if (eviction != null && eviction.status() == OperationStatus.InProgress) {
        wantEviction(event, OperationStatus.Cancelled);
      }
    }
  }

  private void wantEviction(StoredEvent event, OperationStatus status) {
    String id = event.ref().id();
    HealthEventStatus base = wanted.getOrDefault(id, event.status());
    EvictionStatus old = base.userPodsEvictionStatus();
    if (old == null || old.status() != status) {
      wanted.put(
          id,
          new HealthEventStatus(
              base.nodeQuarantined(),
              new EvictionStatus(status, ""),
              base.quarantineFinishTimestamp(),
              status == OperationStatus.Succeeded ? now : base.drainFinishTimestamp(),
              base.faultRemediated(),
              base.lastRemediationTimestamp(),
              base.observedGeneration(),
              base.conditions()));
    }
  }

  private static @Nullable OperationStatus eviction(Phase phase) {
    return switch (phase) {
      case Draining -> OperationStatus.InProgress;
      case Drained -> OperationStatus.Succeeded;
      case DrainFailed -> OperationStatus.Failed;
      default -> null;
    };
  }

  /// What differs from what the store says. The events of a session that was cancelled say so
  /// together, so that nobody finds half of it.
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    List<StatusChange> cancelled = new ArrayList<>();
    wanted.forEach((id, status) -> {
      StoredEvent event = events.get(id);
      if (event == null || status.equals(event.status())) {
        return;
      }
      if (status.nodeQuarantined() == NodeQuarantined.Cancelled) {
        cancelled.add(new StatusChange(event.ref(), status));
      } else {
        steps.add(new Step.WriteEvent(event.ref(), status));
      }
    });
    if (cancelled.size() > 1) {
      steps.addFirst(new Step.WriteEvents(cancelled));
    } else {
      cancelled.forEach(c -> steps.addFirst(new Step.WriteEvent(c.ref(), c.status())));
    }
    return steps;
  }
}
