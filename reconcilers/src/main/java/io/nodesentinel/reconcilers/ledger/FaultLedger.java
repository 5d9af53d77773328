package io.nodesentinel.reconcilers.ledger;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.node.NodeView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Folds health events into the ledger of one node. Pure and idempotent: folding events that were
/// folded before, on the ledger that came of it, gives the same ledger and no new outcome, so a
/// crash between the ledger's write and an event's status repeats harmlessly.
public final class FaultLedger {
  /// More faults than this are not tracked for one node; the schema's bound.
  public static final int MAX_FAULTS = 1024;

  private final FoldInput in;
  private final PolicyVotes policies;
  private final Map<FaultKey, Fault> faults = new TreeMap<>();
  private final Set<FaultKey> actedBefore = new HashSet<>();
  private final Map<FaultKey, Votes> recount = new HashMap<>();
  private final Map<String, Long> arrivals = new HashMap<>();
  private final OutcomeBook outcomes = new OutcomeBook();

  private FaultLedger(FoldInput in) {
    this.in = in;
    this.policies = new PolicyVotes(in.policies());
    in.events().forEach(e -> arrivals.put(e.ref().id(), e.order()));
    for (Fault fault : in.faults()) {
      faults.put(fault.key(), fault);
      if (fault.state() == FaultState.Open) {
        actedBefore.add(fault.key());
      }
    }
  }

  /// The ledger after the events, and what each event came to.
  public static FoldResult fold(FoldInput in) {
    return new FaultLedger(in).run();
  }

  private FoldResult run() {
    for (StoredEvent event : in.events()) {
      if (event.order() <= in.absorbed() && !in.reevaluate()) {
        continue;
      }
      if (event.event().processingStrategy() != ProcessingStrategy.EXECUTE_REMEDIATION) {
        outcomes.note(event, Verdict.StoreOnly, "It is stored only and never acts.");
      } else if (event.event().isHealthy()) {
        close(event);
      } else {
        report(event);
      }
    }
    boolean withdrawn = in.reevaluate() && in.node() != null && recountPolicies();
    return new FoldResult(
        List.copyOf(faults.values()),
        outcomes.settled(faults.values()),
        withdrawn,
        policies.failures());
  }

  private void close(StoredEvent healthy) {
    int closed = 0;
    boolean newer = false;
    boolean acted = false;
    for (Fault fault : List.copyOf(faults.values())) {
      if (!FaultKeys.isCovered(fault.key(), healthy.event())) {
        continue;
      }
      if (!isAfter(healthy, fault) || arrivedBefore(healthy, fault)) {
        newer = true;
        continue;
      }
      closed++;
      acted |= actedBefore.contains(fault.key());
      faults.remove(fault.key());
      recount.remove(fault.key());
    }
    if (closed > 0) {
      outcomes.closed(healthy, acted, closed);
    } else if (newer) {
      outcomes.note(
          healthy,
          Verdict.NoFault,
          "The fault was reported at the same time as this event or later; the unhealthy report"
              + " stands.");
    } else {
      outcomes.note(healthy, Verdict.NoFault, "No open fault of this check on the node.");
    }
  }

  /// A healthy event closes what was reported before it. At equal stated times the unhealthy report
  /// wins; a time that the store rounded down to the second decides nothing within that second, so
  /// there the order of arrival does.
  private static boolean isAfter(StoredEvent healthy, Fault fault) {
    if (healthy.time().isAfter(fault.lastSeen())) {
      return true;
    }
    Instant second = healthy.time().truncatedTo(ChronoUnit.SECONDS);
    return !healthy.isTimeStated()
        && !second.isBefore(fault.lastSeen().truncatedTo(ChronoUnit.SECONDS));
  }

  /// Folding again must not close a fault by what was there before the report that opened it.
  private boolean arrivedBefore(StoredEvent healthy, Fault fault) {
    Long source = fault.sourceEvent() == null ? null : arrivals.get(fault.sourceEvent());
    return source != null && healthy.order() < source;
  }

  private void report(StoredEvent event) {
    NodeView node = in.node();
    HealthEventSpec spec = event.event();
    if (spec.quarantineOverrides() != null && spec.quarantineOverrides().skip()) {
      outcomes.note(event, Verdict.Skipped, "The event itself asks to be skipped.");
    } else if (node == null) {
      outcomes.note(event, Verdict.UnknownNode, "There is no node named " + spec.nodeName() + ".");
    } else if (!node.isManaged()) {
      outcomes.note(event, Verdict.NotManaged, node.whyNotManaged());
    } else if (event.createdAt().isBefore(node.createdAt()) && !isInLedger(spec)) {
      outcomes.note(
          event, Verdict.UnknownNode, "It was reported before this Node object was created.");
    } else {
      judge(event, node);
    }
  }

  private boolean isInLedger(HealthEventSpec spec) {
    return FaultKeys.opened(spec).stream().anyMatch(faults::containsKey);
  }

  private void judge(StoredEvent event, NodeView node) {
    boolean opened = false;
    boolean repeated = false;
    boolean cooling = false;
    boolean full = false;
    Votes seen = Votes.NONE;
    for (FaultKey key : FaultKeys.opened(event.event())) {
      Fault fault = faults.get(key);
      Set<String> recorded = fault == null ? Set.of() : Set.copyOf(fault.policies());
      Votes found = policies.on(event, node, in.now(), recorded);
      seen = seen.plus(found);
      if (fault != null && fault.state() == FaultState.Cancelled && !endsCoolOff(event, fault)) {
        if (isOfThisFault(event, fault)) {
          faults.put(key, fault.withLastSeen(later(fault.lastSeen(), event.time())));
        }
        cooling = true;
      } else if (fault != null && fault.state() != FaultState.Cancelled) {
        repeated = true;
        if (isOfThisFault(event, fault)) {
          opened |= repeat(event, fault, found);
        }
      } else if (in.rebuild() && outcomes.wasCancelled(event)) {
        faults.put(key, newFault(key, event, found).withState(FaultState.Cancelled, in.now()));
        cooling = true;
      } else if (!found.isEmpty()) {
        full = fault == null && faults.size() >= MAX_FAULTS;
        if (!full) {
          faults.put(key, newFault(key, event, found));
          recount.put(key, found);
          opened = true;
        }
      }
    }
    if (opened) {
      outcomes.opened(event);
    } else if (repeated) {
      outcomes.repeated(event);
    } else if (cooling) {
      outcomes.note(
          event,
          Verdict.CoolOff,
          "A person released the node from this fault; only a report after the cool-off acts again.");
    } else if (full) {
      outcomes.note(
          event,
          Verdict.Skipped,
          "The ledger of this node is full: " + MAX_FAULTS + " faults are open already.");
    } else if (seen.tooOld()) {
      outcomes.note(
          event, Verdict.TooOld, "It is older than the maxAge of every policy that matches it.");
    } else {
      outcomes.note(event, Verdict.NoPolicyMatched, "No policy matches it.");
    }
  }

  /// A stored report from before the fault was opened belongs to an earlier, closed one.
  private boolean isOfThisFault(StoredEvent event, Fault fault) {
    Long source = fault.sourceEvent() == null ? null : arrivals.get(fault.sourceEvent());
    return source == null ? !event.time().isBefore(fault.since()) : event.order() >= source;
  }

  /// After the cool-off a report made after it acts; never its mere expiry. No end means: only a
  /// healthy event ends it.
  private static boolean endsCoolOff(StoredEvent event, Fault fault) {
    Instant until = fault.coolOffUntil();
    return until != null && event.time().isAfter(until);
  }

  /// The same fault again: a different recommended action replaces the old one, and policies that
  /// match only this report join in.
  ///
  /// @return true if the fault is acted upon from now on, and was not before
  private boolean repeat(StoredEvent event, Fault fault, Votes found) {
    recount.merge(fault.key(), found, Votes::plus);
    Votes all = Votes.of(fault).plus(found);
    boolean actsNow = fault.state() == FaultState.Observed && all.acts();
    Fault next =
        new Fault(
            fault.key(),
            actsNow ? FaultState.Open : fault.state(),
            fault.since(),
            later(fault.lastSeen(), event.time()),
            actsNow ? event.ref().id() : fault.sourceEvent(),
            actsNow ? in.now() : fault.stateSince(),
            all.names(),
            event.time().isBefore(fault.lastSeen())
                ? fault.recommendedAction()
                : event.event().recommendedAction(),
            all.forced(),
            null);
    faults.put(fault.key(), next);
    return actsNow;
  }

  private Fault newFault(FaultKey key, StoredEvent event, Votes found) {
    return new Fault(
        key,
        found.state(),
        event.time(),
        event.time(),
        event.ref().id(),
        in.now(),
        found.names(),
        event.event().recommendedAction(),
        found.forced(),
        null);
  }

  /// @return true if a fault that was acted upon lost its last acting policy
  private boolean recountPolicies() {
    boolean withdrawn = false;
    for (Fault fault : List.copyOf(faults.values())) {
      if (fault.state() == FaultState.Cancelled) {
        continue;
      }
      @Nullable Votes reports = recount.get(fault.key());
      Votes votes = policies.recounted(fault, reports);
      withdrawn |= !votes.acts() && actedBefore.contains(fault.key());
      if (votes.isEmpty()) {
        faults.remove(fault.key());
      } else {
        faults.put(fault.key(), withVotes(fault, votes));
      }
    }
    return withdrawn;
  }

  private Fault withVotes(Fault fault, Votes votes) {
    boolean waits = fault.state() == FaultState.Held && votes.acts();
    FaultState state = waits ? FaultState.Held : votes.state();
    return fault.withPolicies(votes.names()).withState(state, in.now());
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
