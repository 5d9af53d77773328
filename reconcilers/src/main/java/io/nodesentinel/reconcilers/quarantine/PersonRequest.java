package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A `NodeQuarantine` that a person made, for planned work.
final class PersonRequest {
  private PersonRequest() {}

  /// It asks for a session now: not deleted, and not ended before at this version of its spec.
  static boolean stands(@Nullable QuarantineView quarantine) {
    return quarantine != null
        && quarantine.madeByPerson()
        && !quarantine.deleting()
        && !hasEnded(quarantine);
  }

  /// It was deleted, it waits for us, and what was under way was not released for it yet.
  static boolean asksForRelease(QuarantineView quarantine) {
    return quarantine.deleting() && quarantine.finalizer() && !hasEnded(quarantine);
  }

  /// What was asked for in this version of it, deletion included, was dealt with. The phase cannot
  /// say so: faults may begin a session of their own on the same object.
  static boolean hasEnded(QuarantineView quarantine) {
    return quarantine.status().conditions().stream()
        .anyMatch(c ->
            c.type().equals(StatusFold.REQUESTED)
                && c.status() == ConditionStatus.False
                && Objects.equals(c.observedGeneration(), quarantine.generation()));
  }
}
