package io.nodesentinel.operator.serving;

import java.util.List;

/// Whether a process can do its work now. Asked by several threads at once, about once a second:
/// the answer must be in hand.
@FunctionalInterface
public interface Readiness {

  /// All that must be ready; none at all means ready.
  List<Check> checks();

  /// One thing that must be ready.
  ///
  /// @param name short and stable, such as `informers`
  /// @param detail for people: while it is not ready, what it waits for
  record Check(String name, boolean ready, String detail) {}
}
