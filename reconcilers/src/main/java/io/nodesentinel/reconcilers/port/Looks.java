package io.nodesentinel.reconcilers.port;

/// Asks that a node be looked at. Requests for one node merge; they never run side by side for one
/// node. Thread-safe.
public interface Looks {

  /// Looks at the node soon.
  void request(String nodeName);
}
