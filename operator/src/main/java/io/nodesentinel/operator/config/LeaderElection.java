package io.nodesentinel.operator.config;

import java.time.Duration;

/// How the operator holds its lease.
///
/// @param enabled false means to act without a lease; then no second one may run
/// @param leaseDuration how long others wait for a leader that is silent; longer than
///   `renewDeadline`
/// @param renewDeadline how long the leader tries to renew; longer than `retryPeriod`
/// @param retryPeriod between two tries
public record LeaderElection(
    boolean enabled, Duration leaseDuration, Duration renewDeadline, Duration retryPeriod) {

  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private static final Duration LONGEST_WRITE = Duration.ofSeconds(15);

  public LeaderElection {
    Durations.requirePositive("lease-duration", leaseDuration);
    Durations.requirePositive("renew-deadline", renewDeadline);
    Durations.requirePositive("retry-period", retryPeriod);
    // A lease counts whole seconds.
    if (leaseDuration.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "lease-duration (" + Durations.text(leaseDuration) + ") must be at least 1s");
    }
    requireShorter("renew-deadline", renewDeadline, "lease-duration", leaseDuration);
    requireShorter("retry-period", retryPeriod, "renew-deadline", renewDeadline);
  }

  /// For how long after a renewal this replica may begin a write; always, without a lease.
  public Duration actsFor() {
    return enabled ? renewDeadline : FOR_EVER;
  }

  /// How long a write may take: what is begun in time has ended before another replica can hold the
  /// lease.
  public Duration writeTimeout() {
    Duration left = leaseDuration.minus(renewDeadline);
    return enabled && left.compareTo(LONGEST_WRITE) < 0 ? left : LONGEST_WRITE;
  }

  private static void requireShorter(
      String shorterName, Duration shorter, String longerName, Duration longer) {
    if (shorter.compareTo(longer) >= 0) {
      throw new IllegalArgumentException(
          shorterName
              + " ("
              + Durations.text(shorter)
              + ") must be shorter than "
              + longerName
              + " ("
              + Durations.text(longer)
              + ")");
    }
  }
}
