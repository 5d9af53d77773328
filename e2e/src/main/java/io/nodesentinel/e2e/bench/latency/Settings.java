package io.nodesentinel.e2e.bench.latency;

import java.util.List;

/// How much is measured.
///
/// @param nodes fake nodes, and the size of a burst
/// @param rounds how often each burst and each start is measured
/// @param warmUp cycles before the first one that counts
/// @param samples one-at-a-time cycles
/// @param releases uncordons by hand
/// @param drains drained nodes
/// @param restSeconds how long writes at rest are counted
/// @param operatorFlags for the operator's JVM
public record Settings(
    int nodes,
    int rounds,
    int warmUp,
    int samples,
    int releases,
    int drains,
    int restSeconds,
    List<String> operatorFlags) {

  public Settings {
    operatorFlags = List.copyOf(operatorFlags);
  }

  public static Settings full(int nodes, int rounds, List<String> operatorFlags) {
    return new Settings(nodes, rounds, 50, 200, 100, 200, 10, operatorFlags);
  }

  /// Enough to see that it works; the figures say little.
  public static Settings quick(List<String> operatorFlags) {
    return new Settings(200, 1, 10, 30, 15, 10, 3, operatorFlags);
  }
}
