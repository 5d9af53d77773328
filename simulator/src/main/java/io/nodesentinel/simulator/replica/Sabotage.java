package io.nodesentinel.simulator.replica;

import io.nodesentinel.reconcilers.cap.NodeCap;
import io.nodesentinel.reconcilers.port.Leadership;
import io.nodesentinel.reconcilers.port.Ports;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.world.Timeline;

/// A fault put into a process on purpose, to see that the checks find it.
public interface Sabotage {
  /// Everything is as it should be.
  Sabotage NONE = new Sabotage() {};

  /// The ports that the decision side gets.
  default Ports ports(Ports sound, ApiServer server) {
    return sound;
  }

  /// What becomes of a request that a process is sending.
  ///
  /// @param request what it asks for, in words
  /// @param byChance what the surroundings would do to it
  default Fate fate(Replica replica, String request, Fate byChance) {
    return byChance;
  }

  /// Whether a process may act.
  default Leadership leadership(Leadership sound) {
    return sound;
  }

  /// Whether a process ends when another one has taken the lease.
  default boolean endsWhenSucceeded() {
    return true;
  }

  /// What the cap counts.
  default NodeCap.Census census(NodeCap.Census sound, Timeline time) {
    return sound;
  }
}
