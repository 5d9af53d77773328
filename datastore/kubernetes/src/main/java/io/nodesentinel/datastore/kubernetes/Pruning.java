package io.nodesentinel.datastore.kubernetes;

import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.datastore.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which events may be deleted. Pure.
///
/// Never one that the ledger has not absorbed (no condition `Evaluated`), and never one that an
/// open fault stands on. Repeats and events that are only stored go first. Within one check of one
/// node the older goes before the newer, so that a fault goes before the event that closed it: what
/// is left after a restart never looks like a fault that was never closed.
public final class Pruning {
  private Pruning() {}

  /// The bounds.
  ///
  /// @param age how long an event is kept
  /// @param count how many are kept at most
  public record Bounds(Duration age, int count) {}

  /// Makes the plan.
  ///
  /// @param needed an open fault stands on the event
  /// @return what to delete, in the order in which to delete it
  public static List<StoredEvent> plan(
      Collection<StoredEvent> events, Bounds bounds, Predicate<StoredEvent> needed, Instant now) {
    List<StoredEvent> oldestFirst =
        events.stream()
            .sorted(
                Comparator.comparing(StoredEvent::createdAt).thenComparingLong(StoredEvent::order))
            .toList();
    Set<String> blocked = new HashSet<>();
    List<StoredEvent> harmless = new ArrayList<>();
    List<StoredEvent> rest = new ArrayList<>();
    for (StoredEvent event : oldestFirst) {
      if (!isAbsorbed(event) || needed.test(event)) {
        blocked.add(check(event));
      } else if (isHarmless(event)) {
        harmless.add(event);
      } else if (!event.event().isHealthy() || !blocked.contains(check(event))) {
        rest.add(event);
      }
    }
    int excess = Math.max(0, events.size() - bounds.count());
    List<StoredEvent> plan = new ArrayList<>();
    Instant oldest = now.minus(bounds.age());
    for (List<StoredEvent> group : List.of(harmless, rest)) {
      for (StoredEvent event : group) {
        if (plan.size() < excess || event.createdAt().isBefore(oldest)) {
          plan.add(event);
        }
      }
    }
    return plan;
  }

  private static boolean isAbsorbed(StoredEvent event) {
    return reason(event) != null;
  }

  /// Nothing would be different if it had never come.
  private static boolean isHarmless(StoredEvent event) {
    return event.event().processingStrategy() != ProcessingStrategy.EXECUTE_REMEDIATION
        || "Repeated".equals(reason(event));
  }

  private static @Nullable String reason(StoredEvent event) {
    for (StatusCondition condition : event.status().conditions()) {
      if (condition.type().equals("Evaluated")) {
        return condition.reason();
      }
    }
    return null;
  }

  private static String check(StoredEvent event) {
    return String.join(
        "/",
        event.event().nodeName(),
        event.event().agent(),
        event.event().componentClass(),
        event.event().checkName());
  }
}
