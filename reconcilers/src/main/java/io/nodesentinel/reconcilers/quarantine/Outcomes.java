package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Owed;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.ledger.FoldResult;
import io.nodesentinel.reconcilers.ledger.Outcome;
import io.nodesentinel.reconcilers.ledger.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the fold found out about events, as statuses.
final class Outcomes {
  private Outcomes() {}

  /// @param ends the session ends with these events: the last healthy one that closed a fault of
  ///   the session is the one that released the node
  static void write(PlanBuilder plan, FoldResult fold, boolean ends) {
    Outcome.@Nullable Closed releasing = ends ? lastActed(fold) : null;
    for (Outcome outcome : fold.outcomes()) {
      String id = outcome.event().ref().id();
      switch (outcome) {
        case Outcome.Opened _ -> {
          // The session, or the wait for a slot, speaks for it.
        }
        case Outcome.Noted noted -> plan.events.want(id, null, noted.verdict(), noted.message());
        case Outcome.Closed closed when closed.equals(releasing) -> plan.owe(released(id));
        case Outcome.Closed closed when closed.acted() ->
            plan.owe(
                new Owed(
                    id,
                    NodeQuarantined.AlreadyQuarantined,
                    Verdict.AlreadyQuarantined.name(),
                    "It closed " + closed.count() + " of the node's faults; others keep it out."));
        case Outcome.Closed closed ->
            plan.owe(
                new Owed(
                    id,
                    null,
                    Verdict.Released.name(),
                    "It closed "
                        + closed.count()
                        + " faults for which the node was not quarantined."));
      }
    }
  }

  /// The last fault was closed while automation was frozen: its healthy event releases the node
  /// now. What it was told of that may still be owed to it.
  static void closedBefore(PlanBuilder plan, FoldResult fold, List<StoredEvent> events) {
    if (lastActed(fold) != null) {
      return;
    }
    for (StoredEvent event : events.reversed()) {
      NodeQuarantined said = plan.said(event);
      if (said == NodeQuarantined.AlreadyQuarantined && event.event().isHealthy()) {
        plan.oweInstead(released(event.ref().id()));
        return;
      }
      if (said == NodeQuarantined.Quarantined || said == NodeQuarantined.UnQuarantined) {
        return;
      }
    }
  }

  private static Owed released(String event) {
    return new Owed(
        event,
        NodeQuarantined.UnQuarantined,
        Verdict.Released.name(),
        "The last fault is closed; the node is released.");
  }

  private static Outcome.@Nullable Closed lastActed(FoldResult fold) {
    Outcome.Closed last = null;
    for (Outcome outcome : fold.outcomes()) {
      if (outcome instanceof Outcome.Closed closed && closed.acted()) {
        last = closed;
      }
    }
    return last;
  }
}
