package io.nodesentinel.operator.control;

import io.nodesentinel.reconcilers.port.Leadership;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Whether this replica leads, and still knows it. A process that stood still (a paused container,
/// a very long collection) for longer than its lease may have been succeeded without noticing: a
/// heartbeat that comes too late closes the gate for good. Thread-safe.
public final class LeaderGate implements Leadership, AutoCloseable {
  private static final Duration BEAT = Duration.ofMillis(200);

  private final long longestGapNanos;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService beat =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("leader-heartbeat").factory());
  private volatile boolean leading;
  private volatile boolean closed;
  private volatile long lastBeat;

  /// A closed gate.
  ///
  /// @param longestGap a standstill longer than this closes the gate: what is left of a lease after
  ///   the last moment at which it may have been renewed
  /// @param nanoTime a monotonic clock that goes on while the process stands still
  public LeaderGate(Duration longestGap, LongSupplier nanoTime) {
    this.longestGapNanos = longestGap.toNanos();
    this.nanoTime = nanoTime;
    this.lastBeat = nanoTime.getAsLong();
    var _ =
        beat.scheduleAtFixedRate(
            this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// The lease is ours.
  public void open() {
    lastBeat = nanoTime.getAsLong();
    leading = true;
  }

  /// The lease is lost, or given back.
  public void shut() {
    leading = false;
  }

  /// The process stood still for too long while it led; it must begin anew.
  public boolean isBroken() {
    return closed;
  }

  @Override
  public boolean isLeader() {
    return leading && !closed && isAlive();
  }

  private boolean isAlive() {
    if (nanoTime.getAsLong() - lastBeat <= longestGapNanos) {
      return true;
    }
    closed = true;
    return false;
  }

  private void beat() {
    if (!leading || isAlive()) {
      lastBeat = nanoTime.getAsLong();
    }
  }

  @Override
  public void close() {
    leading = false;
    beat.shutdownNow();
  }
}
