package io.nodesentinel.datastore.document;

import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// An instant in whole milliseconds; finer parts are cut off when it is made.
public record DateValue(Instant value) implements Value {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  /// @throws DatastoreException if it is not within the years 1 to 9999
  public DateValue {
    if (value.isBefore(FIRST) || !value.isBefore(END)) {
      throw DatastoreException.invalid(
          "The date " + value + " is outside of the years 1 to 9999 that every store can hold.");
    }
    value = value.truncatedTo(ChronoUnit.MILLIS);
  }
}
