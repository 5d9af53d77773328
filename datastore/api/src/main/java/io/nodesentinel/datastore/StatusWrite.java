package io.nodesentinel.datastore;

/// What came of one attempt to write an event's status.
public enum StatusWrite {
  /// It is durable.
  WRITTEN,
  /// The event changed since it was read; read it again and decide anew.
  CHANGED,
  /// The event no longer exists; there is nothing left to write.
  GONE
}
