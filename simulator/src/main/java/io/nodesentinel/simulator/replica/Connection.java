package io.nodesentinel.simulator.replica;

import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.Leadership;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.world.Chance;

/// What the ports of one process have in common: reads answer from its caches, writes go through
/// its [Calls], and what a write returns counts at once, as in the operator itself.
record Connection(
    Replica replica,
    ApiServer server,
    Calls calls,
    Caches caches,
    Leadership leadership,
    Witness witness,
    Life life,
    Chance chance) {

  /// A write waits for its lane, and is not sent if this process may not act any more by then.
  void takeTurn() {
    life.await(chance.skewedMillis(20));
    if (!leadership.isLeader()) {
      throw new ApiException(
          ApiException.Kind.BUSY, "this replica does not lead any more", null, null);
    }
  }
}
