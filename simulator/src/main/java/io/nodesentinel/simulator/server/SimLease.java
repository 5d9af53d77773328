package io.nodesentinel.simulator.server;

import io.nodesentinel.operator.leader.LeaseView;
import io.nodesentinel.reconcilers.port.ApiException;
import org.jspecify.annotations.Nullable;

/// The one lease.
public final class SimLease {
  private @Nullable LeaseView lease;
  private long version;

  public @Nullable LeaseView read() {
    return lease;
  }

  /// A write that is conditional on the version that was read.
  public LeaseView write(@Nullable LeaseView base, String holder) {
    boolean same =
        base == null ? lease == null : lease != null && lease.version().equals(base.version());
    if (!same) {
      throw new ApiException(ApiException.Kind.CONFLICT, "409 the lease changed", null, null);
    }
    int moves = base == null ? 0 : base.transitions() + (base.holder().equals(holder) ? 0 : 1);
    lease = new LeaseView(holder, String.valueOf(++version), moves, null);
    return lease;
  }
}
