package io.nodesentinel.operator.leader;

import io.nodesentinel.reconcilers.port.ApiException;
import java.time.Duration;

/// How long to wait until the next try for the lease. A try that the API server did not answer is
/// repeated sooner: where half of all requests are refused, five tries within the renew deadline
/// are too few to keep a lease.
///
/// @param retryPeriod between two tries that were answered
public record LeasePace(Duration retryPeriod) {
  private static final int TRIES_PER_PERIOD = 4;

  /// The wait after an answer, whatever it said.
  public Duration afterAnswer() {
    return retryPeriod;
  }

  /// The wait after a try that failed: what the API server asked for, within the retry period.
  public Duration afterFailure(ApiException failure) {
    Duration own = retryPeriod.dividedBy(TRIES_PER_PERIOD);
    Duration asked = failure.retryAfter();
    if (asked == null || asked.compareTo(own) < 0) {
      return own;
    }
    return asked.compareTo(retryPeriod) < 0 ? asked : retryPeriod;
  }
}
