package io.nodesentinel.reconcilers.port;

/// Kubernetes events on the Node: told once, best effort, never waited for. Thread-safe.
public interface Announcer {

  /// Takes the announcement and returns at once; a failure to publish it is logged and counted.
  void announce(Announcement announcement);
}
