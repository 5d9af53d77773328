package io.nodesentinel.datastore.bridge;

import io.nodesentinel.datastore.document.DateValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// Times of documents that are read without the rest of them: dates, or RFC 3339 in a text.
final class StoredTimes {
  private StoredTimes() {}

  static Optional<Instant> read(Value value) {
    return switch (value) {
      case DateValue(Instant time) -> Optional.of(time);
      case TextValue(String text) -> parsed(text);
      default -> Optional.empty();
    };
  }

  private static Optional<Instant> parsed(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }
}
