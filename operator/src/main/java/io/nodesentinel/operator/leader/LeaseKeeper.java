package io.nodesentinel.operator.leader;

import io.nodesentinel.reconcilers.port.ApiException;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Competes for the lease, one try at a time, by the rule of Kubernetes' own components
/// (`client-go/tools/leaderelection`): whoever sees the lease unchanged for its whole duration, on
/// a monotonic clock of its own, may take it. No wall clock is compared with another, so neither a
/// skewed nor a stepped one makes two leaders.
///
/// Not thread-safe: one thread calls [#tick] every retry period, and [#giveBack] once at the end.
public final class LeaseKeeper {
  private final Leases leases;
  private final String identity;
  private final long durationNanos;
  private final LongSupplier nanoTime;
  private final LongConsumer renewed;

  private @Nullable LeaseView seen;
  private long seenSince;
  private boolean holding;

  /// What one try came to.
  public enum Result {
    /// This replica holds the lease, as before.
    HELD,
    /// It holds the lease, and did not before.
    WON,
    /// Another one holds it.
    WAITING,
    /// Another one holds it, and this one did before.
    LOST
  }

  /// @param identity this replica's name, unique for the life of the cluster
  /// @param duration how long a silent holder is waited for
  /// @param nanoTime a monotonic clock that goes on while the process stands still
  /// @param renewed gets the moment at which a write that succeeded was sent
  public LeaseKeeper(
      Leases leases,
      String identity,
      Duration duration,
      LongSupplier nanoTime,
      LongConsumer renewed) {
    this.leases = leases;
    this.identity = identity;
    this.durationNanos = duration.toNanos();
    this.nanoTime = nanoTime;
    this.renewed = renewed;
  }

  /// Tries once to take or to renew. The holder knows what the lease says and renews by one request
  /// alone, as client-go does: of two, one is refused more often.
  ///
  /// @throws ApiException if the API server did not answer; the lease may have been written
  public Result tick() {
    if (holding && seen != null && isMine(seen) && write(seen)) {
      return Result.HELD;
    }
    LeaseView lease = leases.read();
    observe(lease);
    if (lease != null && !isMine(lease) && !isUp(lease)) {
      return lost();
    }
    if (!write(lease)) {
      // Whoever was quicker is seen by the next try.
      return holding ? Result.HELD : Result.WAITING;
    }
    boolean won = !holding;
    holding = true;
    return won ? Result.WON : Result.HELD;
  }

  /// @return false if the lease is not as it was seen: written by another one, or by a try of ours
  ///   that was never answered, or deleted
  private boolean write(@Nullable LeaseView base) {
    long sentAt = nanoTime.getAsLong();
    try {
      observe(leases.write(base, identity));
    } catch (ApiException failure) {
      if (failure.kind() == ApiException.Kind.CONFLICT
          || failure.kind() == ApiException.Kind.NOT_FOUND) {
        return false;
      }
      throw failure;
    }
    renewed.accept(sentAt);
    return true;
  }

  /// Gives the lease back, so that another one need not wait until it is up.
  ///
  /// @throws ApiException if the API server did not answer
  public void giveBack() {
    if (!holding) {
      return;
    }
    holding = false;
    LeaseView lease = leases.read();
    if (lease != null && isMine(lease)) {
      leases.write(lease, "");
    }
  }

  private Result lost() {
    boolean before = holding;
    holding = false;
    return before ? Result.LOST : Result.WAITING;
  }

  private boolean isMine(LeaseView lease) {
    return lease.holder().equals(identity);
  }

  /// Given back, or unchanged for its duration.
  private boolean isUp(LeaseView lease) {
    return lease.holder().isEmpty() || nanoTime.getAsLong() - seenSince > durationNanos;
  }

  private void observe(@Nullable LeaseView lease) {
    boolean same = lease != null && seen != null && lease.version().equals(seen.version());
    if (!same) {
      seen = lease;
      seenSince = nanoTime.getAsLong();
    }
  }
}
