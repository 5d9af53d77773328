package io.nodesentinel.reconcilers.ledger;

import io.nodesentinel.crds.Fault;
import java.util.List;

/// The ledger after the events.
///
/// @param faults in key order; those that a policy acts upon are `Open`, whatever the cap says
/// @param withdrawn a fault that was acted upon lost its last policy, with no healthy event
/// @param failures what went wrong when policies looked at events, for the log
public record FoldResult(
    List<Fault> faults, List<Outcome> outcomes, boolean withdrawn, List<String> failures) {

  /// Nothing was folded: the ledger is as it was.
  public static FoldResult nothing(List<Fault> faults) {
    return new FoldResult(faults, List.of(), false, List.of());
  }

  public FoldResult {
    faults = List.copyOf(faults);
    outcomes = List.copyOf(outcomes);
    failures = List.copyOf(failures);
  }
}
