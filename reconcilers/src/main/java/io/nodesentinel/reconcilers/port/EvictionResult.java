package io.nodesentinel.reconcilers.port;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The API server's answer to one eviction.
public sealed interface EvictionResult {

  /// It is being deleted now; it is not evicted again.
  record Accepted() implements EvictionResult {}

  /// It is gone, or another pod has its name.
  record Gone() implements EvictionResult {}

  /// A PodDisruptionBudget does not allow it now (429 with the cause `DisruptionBudget`).
  record Blocked(String message) implements EvictionResult {}

  /// The API server has too much to do, or did not answer.
  ///
  /// @param retryAfter what it asked for; null if it did not say
  record Busy(String message, @Nullable Duration retryAfter) implements EvictionResult {}

  /// It will be refused again: two budgets for one pod (500), or no permission.
  record Refused(String message) implements EvictionResult {}
}
