package io.nodesentinel.e2e.bench.scale;

import io.nodesentinel.e2e.controlplane.ControlPlaneSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// How much is measured.
///
/// @param startNodes fake nodes while start-ups are measured
/// @param nodes fake nodes from then on
/// @param pods on all of them together
/// @param rounds starts of each kind
/// @param bursts faults in each burst; together at most as many as there are nodes
/// @param stormRate reports in a second of the noisy node, if the API server takes so many
/// @param stormSeconds how long the storm lasts
/// @param alike nodes in the look-alike run
/// @param fatal those of them with a fault
/// @param restSeconds how long nothing may change after it
/// @param operatorFlags for the operator's JVMs
public record ScaleSettings(
    int startNodes,
    int nodes,
    int pods,
    int rounds,
    List<Integer> bursts,
    int stormRate,
    int stormSeconds,
    int alike,
    int fatal,
    int restSeconds,
    List<String> operatorFlags,
    Set<Part> parts) {

  public ScaleSettings {
    bursts = List.copyOf(bursts);
    operatorFlags = List.copyOf(operatorFlags);
    parts = Set.copyOf(parts);
  }

  /// The sizes of the issue, or in proportion to fewer nodes.
  ///
  /// @param nodes at least 200
  public static ScaleSettings full(
      int nodes, int pods, int rounds, List<String> operatorFlags, Set<Part> parts) {
    return new ScaleSettings(
        Math.min(nodes, 1000),
        nodes,
        pods,
        rounds,
        List.of(nodes / 50, nodes / 5, nodes / 2),
        1000,
        20,
        nodes * 2 / 5,
        nodes / 25,
        240,
        operatorFlags,
        parts);
  }

  /// Enough to see that it works; the figures say little.
  public static ScaleSettings quick(List<String> operatorFlags, Set<Part> parts) {
    return new ScaleSettings(
        200, 500, 5000, 1, List.of(20, 100, 200), 200, 5, 200, 20, 20, operatorFlags, parts);
  }

  /// The controllers look at all nodes every 5 s and not every second, which would take a tenth of
  /// a core; a cordon's own taint comes at once all the same. Deletions in bulk take 16 workers.
  public ControlPlaneSettings controlPlane() {
    return ControlPlaneSettings.full()
        .withFakeNodes(has(Part.startup) ? startNodes : 0)
        .withNodeMonitorPeriod(Duration.ofSeconds(5))
        .withApiServerFlags(List.of("--delete-collection-workers=16"));
  }

  /// For people.
  public String size() {
    return "%,d nodes and %,d running pods, two replicas".formatted(nodes, pods);
  }

  boolean has(Part part) {
    return parts.contains(part);
  }
}
