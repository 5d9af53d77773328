package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Since when a node waits for a place under the cap. One that a person put on hold waits for that
/// person, and must not keep others from their places.
public final class HeldSince {
  /// Reason of the condition `Held` of a node that waits for a place.
  static final String CAP_REACHED = "CapReached";

  private HeldSince() {}

  /// Empty if it does not wait.
  public static Optional<Instant> of(@Nullable QuarantineView quarantine) {
    if (quarantine == null || quarantine.status().phase() != Phase.Held) {
      return Optional.empty();
    }
    Optional<StatusCondition> waits =
        quarantine.status().conditions().stream()
            .filter(c -> c.type().equals("Held") && c.reason().equals(CAP_REACHED))
            .findAny();
    if (waits.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> byFault =
        quarantine.status().faults().stream()
            .filter(f -> f.state() == FaultState.Held)
            .map(Fault::stateSince)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder());
    // What a person asked for has no fault.
    return byFault.or(() -> waits.map(StatusCondition::lastTransitionTime));
  }
}
