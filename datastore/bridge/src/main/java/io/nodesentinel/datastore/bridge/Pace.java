package io.nodesentinel.datastore.bridge;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Waits between tries of one thread: longer after each failure in a row, and no longer than until
/// the end.
final class Pace {
  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 5_000;

  private final CountDownLatch closing;
  private int failures;

  Pace(CountDownLatch closing) {
    this.closing = closing;
  }

  void wentWell() {
    failures = 0;
  }

  /// @return false at the end
  boolean awaitNextTry() throws InterruptedException {
    failures = Math.min(failures + 1, 10);
    long most = Math.min(LONGEST_MILLIS, FIRST_MILLIS << (failures - 1));
    return await(Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1)));
  }

  /// @return false at the end
  boolean await(Duration time) throws InterruptedException {
    return !closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
