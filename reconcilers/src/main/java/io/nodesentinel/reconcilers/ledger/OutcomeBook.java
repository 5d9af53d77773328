package io.nodesentinel.reconcilers.ledger;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.ledger.Outcome.Closed;
import io.nodesentinel.reconcilers.ledger.Outcome.Noted;
import io.nodesentinel.reconcilers.ledger.Outcome.Opened;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Collects what became of events, and leaves out what their statuses say already.
final class OutcomeBook {
  private final List<Outcome> outcomes = new ArrayList<>();

  /// The event was part of a session that a person ended.
  boolean wasCancelled(StoredEvent event) {
    Verdict verdict = EventStatuses.verdictOf(event.status());
    return event.status().nodeQuarantined() == NodeQuarantined.Cancelled
        && (verdict == Verdict.Cancelled || verdict == Verdict.CoolOff);
  }

  void opened(StoredEvent event) {
    Verdict verdict = EventStatuses.verdictOf(event.status());
    if (verdict == null || verdict.isProvisional()) {
      outcomes.add(new Opened(event));
    }
  }

  void repeated(StoredEvent event) {
    if (EventStatuses.verdictOf(event.status()) == null) {
      outcomes.add(new Noted(event, Verdict.Repeated, "The fault is open already; seen again."));
    }
  }

  /// An event that ended no session when it came may end one after all, where another process
  /// orders events by their times.
  void closed(StoredEvent event, boolean acted, int count) {
    Verdict verdict = EventStatuses.verdictOf(event.status());
    if (verdict == null || acted && event.status().nodeQuarantined() == null) {
      outcomes.add(new Closed(event, acted, count));
    }
  }

  /// Of what was noted before, only what speaks of the node of that time is put right.
  void note(StoredEvent event, Verdict verdict, String message) {
    Verdict before = EventStatuses.verdictOf(event.status());
    boolean outdated =
        before == Verdict.UnknownNode || before == Verdict.NotManaged || before == Verdict.Held;
    if (before == null || outdated && before != verdict) {
      outcomes.add(new Noted(event, verdict, message));
    }
  }

  /// The outcomes against the ledger at the end of the fold: a fault that was opened and closed in
  /// one go, or that is only observed, asks nothing of the node.
  List<Outcome> settled(Collection<Fault> faults) {
    return outcomes.stream().map(o -> settle(o, faults)).filter(o -> !isStale(o)).toList();
  }

  /// An old report that asked nothing when it came, and that a look at all events opened and closed
  /// again, stays as it is.
  private static boolean isStale(Outcome outcome) {
    Verdict before = EventStatuses.verdictOf(outcome.event().status());
    return outcome instanceof Noted noted
        && noted.verdict() == Verdict.Released
        && before != null
        && before != Verdict.Held;
  }

  private static Outcome settle(Outcome outcome, Collection<Fault> faults) {
    String id = outcome.event().ref().id();
    if (!(outcome instanceof Opened)
        && !(outcome instanceof Noted n && n.verdict() == Verdict.Repeated)) {
      return outcome;
    }
    boolean source = false;
    for (Fault fault : faults) {
      if (id.equals(fault.sourceEvent()) && fault.state() != FaultState.Cancelled) {
        if (fault.state() != FaultState.Observed) {
          return new Opened(outcome.event());
        }
        source = true;
      }
    }
    if (source) {
      return new Noted(
          outcome.event(), Verdict.Skipped, "The policies that match it only observe.");
    }
    if (outcome instanceof Opened) {
      return new Noted(
          outcome.event(), Verdict.Released, "It was closed again before anything was done.");
    }
    return outcome;
  }
}
