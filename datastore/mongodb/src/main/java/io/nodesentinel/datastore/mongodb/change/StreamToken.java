package io.nodesentinel.datastore.mongodb.change;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.RESUME_TOKEN;

import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A position in a change stream: one that the server gave out, or a time.
///
/// The data of the server's tokens is a key in the order of events (its `KeyString` in hexadecimal
/// digits), which begins with the cluster time of the event. See `ResumeTokenData` and `KeyString`
/// in the sources of the server.
sealed interface StreamToken {

  /// After an event, or after all that the server had looked at.
  ///
  /// @param data as the server gave it
  record After(String data) implements StreamToken {}

  /// From a time on, that time included.
  ///
  /// @param timestamp a BSON timestamp: seconds in the upper half, a counter in the lower
  record AtTime(long timestamp) implements StreamToken {}

  /// The type of a timestamp in a key, then the timestamp.
  Pattern TIMED = Pattern.compile("82([0-9A-Fa-f]{16})[0-9A-Fa-f]*");

  Pattern AFTER = Pattern.compile("\\{\"_data\": ?\"([0-9A-Fa-f]+)\"}");
  Pattern AT_TIME = Pattern.compile("\\{\"atTime\": ?\"([0-9A-F]{16})\"}");

  /// @throws DatastoreException (RESUME_TOKEN) if it is none of ours
  static StreamToken parse(ResumeToken token) {
    Matcher after = AFTER.matcher(token.value());
    if (after.matches()) {
      return new After(after.group(1));
    }
    Matcher atTime = AT_TIME.matcher(token.value());
    if (atTime.matches()) {
      return new AtTime(Long.parseUnsignedLong(atTime.group(1), 16));
    }
    throw DatastoreException.of(
            RESUME_TOKEN, "The resume token is not one that the MongoDB provider made.")
        .from(MongoErrors.PROVIDER);
  }

  default ResumeToken toResumeToken() {
    return new ResumeToken(
        switch (this) {
          case After(String data) -> "{\"_data\": \"%s\"}".formatted(data);
          case AtTime(long timestamp) -> "{\"atTime\": \"%016X\"}".formatted(timestamp);
        });
  }

  /// The cluster time of the position; empty if the token does not tell.
  default OptionalLong time() {
    return switch (this) {
      case AtTime(long timestamp) -> OptionalLong.of(timestamp);
      case After(String data) ->
          Optional.of(TIMED.matcher(data))
              .filter(Matcher::matches)
              .map(matcher -> OptionalLong.of(Long.parseUnsignedLong(matcher.group(1), 16)))
              .orElseGet(OptionalLong::empty);
    };
  }

  /// The other lies behind this one. A time is only where a client began, so it lies before every
  /// event, unless both have times that say otherwise.
  default boolean isBefore(StreamToken other) {
    if (this instanceof After(String mine) && other instanceof After(String others)) {
      return mine.compareToIgnoreCase(others) < 0;
    }
    if (time().isEmpty() || other.time().isEmpty()) {
      return this instanceof AtTime && other instanceof After;
    }
    int sign = Long.compareUnsigned(time().getAsLong(), other.time().getAsLong());
    return sign < 0 || (sign == 0 && this instanceof AtTime && other instanceof After);
  }
}
