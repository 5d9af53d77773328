package io.nodesentinel.simulator.replica;

import io.nodesentinel.operator.leader.LeaseView;
import io.nodesentinel.operator.leader.Leases;
import org.jspecify.annotations.Nullable;

/// The lease, as one process asks for it.
final class LeasePort implements Leases {
  private final Connection to;

  LeasePort(Connection to) {
    this.to = to;
  }

  @Override
  public @Nullable LeaseView read() {
    return to.calls().<@Nullable LeaseView>send("get lease", to.server().lease::read);
  }

  @Override
  public LeaseView write(@Nullable LeaseView base, String holder) {
    return to.calls().send("write lease", () -> to.server().lease.write(base, holder));
  }
}
