package io.nodesentinel.reconcilers.ledger;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which policies care about a fault.
///
/// @param acting names of policies that quarantine for it
/// @param observing names of policies that only watch it
/// @param forced an event asked for quarantine without any policy
/// @param tooOld a policy would act, but the report is older than its `maxAge`
record Votes(Set<String> acting, Set<String> observing, boolean forced, boolean tooOld) {

  static final Votes NONE = new Votes(Set.of(), Set.of(), false, false);

  Votes {
    acting = Set.copyOf(acting);
    observing = Set.copyOf(observing);
  }

  /// What the ledger has recorded of a fault.
  static Votes of(Fault fault) {
    Set<String> names = Set.copyOf(fault.policies());
    return fault.state() == FaultState.Observed
        ? new Votes(Set.of(), names, fault.forced(), false)
        : new Votes(names, Set.of(), fault.forced(), false);
  }

  boolean acts() {
    return forced || !acting.isEmpty();
  }

  /// Nobody cares: it does not enter the ledger.
  boolean isEmpty() {
    return !acts() && observing.isEmpty();
  }

  Votes plus(Votes other) {
    return new Votes(
        union(acting, other.acting),
        union(observing, other.observing),
        forced || other.forced,
        tooOld || other.tooOld);
  }

  /// The state of a fault with these votes; never `Held` or `Cancelled`, which others decide.
  FaultState state() {
    return acts() ? FaultState.Open : FaultState.Observed;
  }

  /// What the ledger records, sorted: those who act, or else those who watch.
  List<String> names() {
    return List.copyOf(new TreeSet<>(acts() ? acting : observing));
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> all = new TreeSet<>(a);
    all.addAll(b);
    return all;
  }
}
