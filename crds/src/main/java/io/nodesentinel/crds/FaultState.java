package io.nodesentinel.crds;

/// What is done about an open fault.
public enum FaultState {
  /// It justifies the session.
  Open,
  /// Only policies in mode Observe match it.
  Observed,
  /// It waits for room in a budget.
  Held,
  /// A person released the node from it.
  Cancelled
}
