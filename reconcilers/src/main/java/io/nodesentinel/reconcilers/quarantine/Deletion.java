package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// A person deleted the `NodeQuarantine`. That is about the faults that were reported by then,
/// whenever we learn of them; one that was reported since began what the person could not know of.
final class Deletion {
  private Deletion() {}

  /// @param faults that keep the node out
  static boolean isAboutAny(QuarantineObserved o, QuarantineView quarantine, List<Fault> faults) {
    Instant deletedAt = quarantine.deletedAt();
    return faults.stream().anyMatch(f -> deletedAt == null || !isSince(o, f, deletedAt));
  }

  /// By the API server's clock, which counts whole seconds; in doubt the person is right.
  private static boolean isSince(QuarantineObserved o, Fault fault, Instant moment) {
    return o.events().stream()
        .filter(e -> e.ref().id().equals(fault.sourceEvent()))
        .anyMatch(e -> e.createdAt().truncatedTo(ChronoUnit.SECONDS).isAfter(moment));
  }
}
