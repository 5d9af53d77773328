package io.nodesentinel.reconcilers.drain;

import io.nodesentinel.reconcilers.port.EvictionResult;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How an eviction goes on, and when a pod whose eviction was not accepted is asked about again.
public final class Evicting {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  /// A refusal that only a person can change is asked again rarely, never blindly.
  private static final Duration REFUSED = Duration.ofMinutes(1);

  private Evicting() {}

  /// The attempt while the API server is being asked.
  public static EvictionAttempt underWay(@Nullable EvictionAttempt before, Instant now) {
    return before == null
        ? new EvictionAttempt(1, null, now, null)
        : new EvictionAttempt(before.tries() + 1, null, before.since(), null);
  }

  /// The attempt after the answer `result` to what was under way.
  public static EvictionAttempt answered(
      EvictionAttempt before, EvictionResult result, Instant now) {
    return new EvictionAttempt(
        before.tries(), result, before.since(), next(result, before.tries(), now));
  }

  private static @Nullable Instant next(EvictionResult result, int tries, Instant now) {
    return switch (result) {
      case EvictionResult.Accepted _, EvictionResult.Gone _ -> null;
      case EvictionResult.Blocked _ -> now.plus(growing(tries));
      case EvictionResult.Busy busy ->
          now.plus(busy.retryAfter() == null ? growing(tries) : busy.retryAfter());
      case EvictionResult.Refused _ -> now.plus(REFUSED);
    };
  }

  private static Duration growing(int tries) {
    Duration delay = FIRST.multipliedBy(1L << Math.min(tries - 1, 10));
    return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
  }
}
