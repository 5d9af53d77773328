package io.nodesentinel.operator.control;

import io.nodesentinel.crds.Phase;
import io.nodesentinel.operator.cluster.QuarantineShelf;
import io.nodesentinel.operator.metrics.OperatorMetrics;
import java.util.Locale;

/// How many nodes are in each phase, counted when Prometheus asks, so that no number outlives what
/// it counts.
final class SessionGauges {
  private SessionGauges() {}

  static void register(OperatorMetrics metrics, QuarantineShelf quarantines) {
    for (Phase phase : Phase.values()) {
      metrics.gauge(
          "quarantines",
          "NodeQuarantines by phase",
          "phase",
          phase.name().toLowerCase(Locale.ROOT),
          () -> quarantines.views().stream().filter(q -> q.status().phase() == phase).count());
    }
  }
}
