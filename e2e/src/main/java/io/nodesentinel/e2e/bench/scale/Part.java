package io.nodesentinel.e2e.bench.scale;

/// What can be left out.
public enum Part {
  /// Start-up with and without the AOT cache and compact headers, at the first thousand nodes.
  startup,
  /// Bursts of faults and their recovery, beside plain PATCHes.
  bursts,
  /// One noisy node, and the latency of the others.
  storm,
  /// Fatal events among harmless ones, and rest.
  lookalike,
  /// What the caches would hold if they kept whole objects.
  caches
}
