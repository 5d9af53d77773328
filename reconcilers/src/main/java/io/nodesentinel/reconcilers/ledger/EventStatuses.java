package io.nodesentinel.reconcilers.ledger;

import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.datastore.EventOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The status of a health event as a fold: what it was, what came of it.
public final class EventStatuses {
  /// The condition that says what came of an event.
  public static final String EVALUATED = EventOrder.EVALUATED;

  private EventStatuses() {}

  /// The status with a new verdict. `quarantined` null leaves that field.
  public static HealthEventStatus with(
      HealthEventStatus old,
      @Nullable NodeQuarantined quarantined,
      Verdict verdict,
      String message,
      Instant now) {
    boolean finished =
        quarantined == NodeQuarantined.Quarantined && old.quarantineFinishTimestamp() == null;
    return new HealthEventStatus(
        quarantined == null ? old.nodeQuarantined() : quarantined,
        old.userPodsEvictionStatus(),
        finished ? now : old.quarantineFinishTimestamp(),
        old.drainFinishTimestamp(),
        old.faultRemediated(),
        old.lastRemediationTimestamp(),
        1L,
        StatusCondition.set(
            old.conditions(),
            new StatusCondition(
                EVALUATED, ConditionStatus.True, verdict.name(), message, now, 1L)));
  }

  /// The verdict that a status carries; null if the event was never evaluated.
  public static @Nullable Verdict verdictOf(HealthEventStatus status) {
    for (StatusCondition condition : status.conditions()) {
      if (condition.type().equals(EVALUATED)) {
        return verdict(condition.reason());
      }
    }
    return null;
  }

  /// The verdict named by a condition's reason; null if a later or an earlier version wrote it.
  public static @Nullable Verdict verdict(String reason) {
    for (Verdict verdict : Verdict.values()) {
      if (verdict.name().equals(reason)) {
        return verdict;
      }
    }
    return null;
  }
}
