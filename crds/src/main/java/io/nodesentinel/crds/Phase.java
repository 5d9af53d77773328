package io.nodesentinel.crds;

/// Where the state machine of one node stands.
public enum Phase {
  Pending,
  Held,
  Quarantined,
  Draining,
  Drained,
  DrainFailed,
  Cancelling,
  Cancelled,
  Released
}
