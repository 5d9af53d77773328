package io.nodesentinel.datastore.processing;

import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Duration;

/// How often and when a handler is tried again.
///
/// @param maxAttempts for errors of the class TRANSIENT, the first attempt included
/// @param first wait after the first failure
/// @param longest wait; each is twice the one before up to this
public record RetryPolicy(int maxAttempts, Duration first, Duration longest) {
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(8, Duration.ofMillis(100), Duration.ofSeconds(30));

  public RetryPolicy {
    if (maxAttempts < 1 || first.isNegative() || longest.compareTo(first) < 0) {
      throw DatastoreException.invalid(
          "A retry policy needs at least one attempt and a longest wait of at least the first;"
              + " it has %d attempts, %s and %s.".formatted(maxAttempts, first, longest));
    }
  }

  /// The wait before the next attempt: half of the capped exponential back-off for certain, the
  /// other half by chance, so that many who failed together do not come back together.
  ///
  /// @param failures so far, at least 1
  /// @param chance 0 to 1
  public Duration backOff(int failures, double chance) {
    double cap =
        Math.min(
            (double) longest.toNanos(),
            (double) first.toNanos() * Math.pow(2, Math.min(failures - 1, 62)));
    return Duration.ofNanos((long) (cap / 2 + cap / 2 * chance));
  }
}
