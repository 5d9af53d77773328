package io.nodesentinel.reconcilers.port;

import java.util.List;

/// Runs tasks that do not depend on each other, side by side where that is quicker. Thread-safe.
public interface Together {

  /// Returns when all of them are done.
  ///
  /// @param tasks must not throw
  void run(List<Runnable> tasks);
}
