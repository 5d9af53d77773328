package io.nodesentinel.crds;

/// What an event led to on its node.
public enum NodeQuarantined {
  /// The event started a session.
  Quarantined,
  /// The event joined a session, or closed some but not all of its faults.
  AlreadyQuarantined,
  /// The healthy event that ended a session.
  UnQuarantined,
  /// A person, or the end of its reason, ended the session of this event.
  Cancelled
}
