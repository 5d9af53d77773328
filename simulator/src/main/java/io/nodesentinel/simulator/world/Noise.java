package io.nodesentinel.simulator.world;

/// How rough the surroundings are. Zero means never; a shrunk schedule has as little of it as still
/// shows the fault.
///
/// @param refusedOneIn calls that the API server refuses, as 429 or 503
/// @param lostOneIn calls without an answer, half of which take effect
/// @param lag how long a watch may lag, in milliseconds
/// @param latency how long a call takes at most, in milliseconds
/// @param mergedOneIn deliveries in which a watch leaves intermediate states out
/// @param repeatedOneIn deliveries in which a watch repeats itself
/// @param heartbeats whether kubelets write their nodes in between
public record Noise(
    int refusedOneIn,
    int lostOneIn,
    int lag,
    int latency,
    int mergedOneIn,
    int repeatedOneIn,
    boolean heartbeats) {

  /// A quiet world.
  public static final Noise NONE = new Noise(0, 0, 2, 2, 0, 0, false);
}
