package io.nodesentinel.datastore;

import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import java.time.Duration;
import java.time.Instant;

/// One health event as the store holds it.
///
/// @param order the store's order among the events of one node; larger is later. For objects this
///   is the order of arrival; what was there before the process started is ordered by [#time]
/// @param createdAt when the store took it in, by the store's clock; may be rounded down to seconds
public record StoredEvent(
    EventRef ref, long order, Instant createdAt, HealthEventSpec event, HealthEventStatus status) {

  /// How far a reporter's clock may be off before the store's clock is believed instead.
  public static final Duration SKEW = Duration.ofMinutes(5);

  /// When the fact was true: the reporter's time if it lies within [#SKEW] of the store's, else the
  /// store's.
  public Instant time() {
    Instant generated = event.generatedTimestamp();
    return generated != null && isCredible(generated) ? generated : createdAt;
  }

  /// [#time] comes from the reporter, so its fraction of a second means something.
  public boolean isTimeStated() {
    Instant generated = event.generatedTimestamp();
    return generated != null && isCredible(generated);
  }

  private boolean isCredible(Instant generated) {
    return Duration.between(generated, createdAt).abs().compareTo(SKEW) <= 0;
  }

  /// The start of the fact's age: the reporter's time if it is in the past, however far.
  public Instant ageFrom() {
    Instant generated = event.generatedTimestamp();
    return generated != null && generated.isBefore(createdAt) ? generated : createdAt;
  }
}
