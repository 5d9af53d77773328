package io.nodesentinel.operator.leader;

import io.nodesentinel.reconcilers.port.Leadership;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Whether this replica may act: it was told that it leads, and what it sends now reaches the API
/// server before anybody else can hold the lease. Counted from the moment at which the last renewal
/// was *sent*, on a clock that goes on while the process stands still, so that a paused process
/// finds the gate closed in the very instant in which it goes on. It opens again with the next
/// renewal that the API server takes: then nobody else held the lease in between. Thread-safe.
public final class LeaderGate implements Leadership {
  private final long validNanos;
  private final LongSupplier nanoTime;
  private final Runnable regained;
  private volatile boolean leading;
  private volatile boolean lapsed;
  private boolean ended;
  private volatile long renewedAt;

  /// A closed gate.
  ///
  /// @param valid for how long after a renewal was sent this replica may begin a write; what is
  ///   left of the lease must be longer than a write may take
  /// @param nanoTime a monotonic clock
  /// @param regained run after a lapse: what was asked for meanwhile was not done
  public LeaderGate(Duration valid, LongSupplier nanoTime, Runnable regained) {
    this.validNanos = valid.toNanos();
    this.nanoTime = nanoTime;
    this.regained = regained;
    this.renewedAt = nanoTime.getAsLong();
  }

  /// The lease was renewed or acquired by a request that was sent then.
  public void renewed(long sentAtNanos) {
    renewedAt = sentAtNanos;
    if (leading && lapsed && isLeader()) {
      lapsed = false;
      regained.run();
    }
  }

  /// The lease is ours, and everything that must come first is done. After [#shut] it does nothing:
  /// what came first may have taken so long that the process ends meanwhile.
  public synchronized void open() {
    if (!ended) {
      lapsed = false;
      leading = true;
    }
  }

  /// The lease is lost, or about to be given back: for good, since this process ends.
  public synchronized void shut() {
    ended = true;
    leading = false;
  }

  @Override
  public boolean isLeader() {
    if (!leading) {
      return false;
    }
    boolean valid = nanoTime.getAsLong() - renewedAt <= validNanos;
    if (!valid) {
      lapsed = true;
    }
    return valid;
  }
}
