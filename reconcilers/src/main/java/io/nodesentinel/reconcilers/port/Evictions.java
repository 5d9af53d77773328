package io.nodesentinel.reconcilers.port;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The eviction API. Thread-safe.
public interface Evictions {

  /// Asks once, with the pod's UID as precondition, when a place among the evictions in flight is
  /// free. Returns at once; the answer goes to `then`.
  ///
  /// @param stillWanted asked just before the call; false means: do not call, and do not answer
  /// @param then gets the answer, on another thread
  void evict(PodView pod, BooleanSupplier stillWanted, Consumer<EvictionResult> then);
}
