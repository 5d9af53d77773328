package io.nodesentinel.datastore.document;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The extended JSON forms that are read: ours, and the numbers of `mongoexport`.
final class TaggedValues {
  private TaggedValues() {}

  /// The value that a one-field object stands for, or null if it is a document.
  static @Nullable Value read(Map<String, Value> fields) {
    if (fields.size() != 1) {
      return null;
    }
    Map.Entry<String, Value> only = fields.entrySet().iterator().next();
    return switch (only.getKey()) {
      case "$date" -> date(only.getValue());
      case "$oid", "$uuid" -> new IdValue(text(only.getKey(), only.getValue()));
      case "$numberLong", "$numberInt", "$numberDouble" ->
          number(only.getKey(), text(only.getKey(), only.getValue()));
      default -> null;
    };
  }

  private static Value date(Value value) {
    try {
      return value instanceof IntegerValue(long millis)
          ? Value.of(Instant.ofEpochMilli(millis))
          : Value.of(Instant.parse(text("$date", value)));
    } catch (DateTimeException _) {
      throw JsonReading.wrong("not readable: a $date is neither RFC 3339 nor milliseconds", null);
    }
  }

  private static Value number(String tag, String text) {
    try {
      return tag.equals("$numberDouble")
          ? Value.of(Double.parseDouble(text))
          : Value.of(Long.parseLong(text));
    } catch (NumberFormatException _) {
      throw JsonReading.wrong("not readable: a " + tag + " is not a number", null);
    }
  }

  private static String text(String tag, Value value) {
    if (value instanceof TextValue(String text)) {
      return text;
    }
    throw JsonReading.wrong("not readable: a " + tag + " is not a text", null);
  }
}
