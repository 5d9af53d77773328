package io.nodesentinel.reconcilers.port;

/// Whether this replica may act. Asked again just before every write. Thread-safe.
@FunctionalInterface
public interface Leadership {

  /// True while this replica's lease is certain not to have passed.
  boolean isLeader();
}
