package io.nodesentinel.e2e.controlplane;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A point on the monotonic clock after which waiting ends.
record Deadline(long nanoTime) {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  boolean passed() {
    return nanoTime - System.nanoTime() <= 0;
  }

  /// The pause between two looks at another process, which cannot tell us when it changes. Ends
  /// early when the thread is interrupted, which is an error here: nothing that waits is resumed.
  void pause() {
    LockSupport.parkNanos(Math.min(POLL_INTERVAL.toNanos(), nanoTime - System.nanoTime()));
    if (Thread.currentThread().isInterrupted()) {
      throw new ControlPlaneException("Interrupted while waiting for the control plane.");
    }
  }
}
