package io.nodesentinel.datastore.event;

/// What came of writing the status of an event.
public enum StatusOutcome {
  /// It is stored.
  WRITTEN,
  /// The session of the event was cancelled; that is not overwritten.
  CANCELLED,
  /// There is no such event any more.
  GONE
}
