package io.nodesentinel.datastore;

import io.nodesentinel.crds.StatusCondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;

/// The order of events that were there before this process was: what is durable of the order in
/// which they arrived.
public final class EventOrder {
  /// The condition of an event that says what came of it; its time is that of the first judgement.
  public static final String EVALUATED = "Evaluated";

  /// By the time of the facts. On a tie, since some stores know whole seconds only, what an earlier
  /// process said of them tells which one it saw first; one that nobody judged yet came last. Where
  /// that is no help the healthy one goes first, so that the unhealthy one has the last word.
  public static final Comparator<StoredEvent> BY_TIME =
      Comparator.comparing(StoredEvent::time)
          .thenComparing(EventOrder::evaluatedAt)
          .thenComparingInt(EventOrder::rank);

  private static final Comparator<StoredEvent> ON_A_TIE =
      Comparator.comparing(EventOrder::evaluatedAt).thenComparingInt(EventOrder::rank);

  private EventOrder() {}

  /// The times of two facts, whose stores may know them differently well: where one of them was
  /// rounded down to the second, it decides nothing within that second. No order of more than two.
  public static int compareTimes(StoredEvent a, StoredEvent b) {
    return isExact(a) && isExact(b)
        ? a.time().compareTo(b.time())
        : a.time()
            .truncatedTo(ChronoUnit.SECONDS)
            .compareTo(b.time().truncatedTo(ChronoUnit.SECONDS));
  }

  private static boolean isExact(StoredEvent event) {
    return event.isTimeStated()
        || !event.createdAt().truncatedTo(ChronoUnit.SECONDS).equals(event.createdAt());
  }

  /// The events of two stores: by their times as far as they are known, else as [#BY_TIME].
  public static int compareAcross(StoredEvent a, StoredEvent b) {
    int times = compareTimes(a, b);
    return times != 0 ? times : ON_A_TIE.compare(a, b);
  }

  /// What came of an event; empty if nobody judged it yet.
  public static Optional<StatusCondition> evaluated(StoredEvent event) {
    return event.status().conditions().stream().filter(c -> c.type().equals(EVALUATED)).findAny();
  }

  private static Instant evaluatedAt(StoredEvent event) {
    return evaluated(event).map(StatusCondition::lastTransitionTime).orElse(Instant.MAX);
  }

  private static int rank(StoredEvent event) {
    boolean closed = evaluated(event).filter(c -> c.reason().equals("Released")).isPresent();
    return event.event().isHealthy() ? 1 : closed ? 0 : 2;
  }
}
