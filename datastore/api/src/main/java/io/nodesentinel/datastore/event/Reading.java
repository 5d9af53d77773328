package io.nodesentinel.datastore.event;

import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.BoolValue;
import io.nodesentinel.datastore.document.DateValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads fields of one stored document by their JSON names, whatever the case of its keys. Absent
/// and null are the same here. A value of a wrong type is a CONVERSION error that names the field.
final class Reading {
  private final String path;
  private final Map<String, Value> fields = new TreeMap<>();

  Reading(String path, Document document) {
    this.path = path;
    document
        .fields()
        .forEach((key, value) -> {
          if (value != NullValue.NULL) {
            fields.put(key.toLowerCase(Locale.ROOT), value);
          }
        });
  }

  @Nullable Value value(String name) {
    return fields.get(name.toLowerCase(Locale.ROOT));
  }

  String text(String name) {
    Value value = value(name);
    return switch (value) {
      case null -> "";
      case TextValue(String text) -> text;
      default -> throw wrong(name, value, "a text");
    };
  }

  boolean bool(String name) {
    Value value = value(name);
    return switch (value) {
      case null -> false;
      case BoolValue(boolean bool) -> bool;
      default -> throw wrong(name, value, "a boolean");
    };
  }

  long integer(String name) {
    Value value = value(name);
    return switch (value) {
      case null -> 0;
      case IntegerValue(long number) -> number;
      default -> throw wrong(name, value, "a whole number");
    };
  }

  /// A document within; empty if it is absent.
  Reading document(String name) {
    Value value = value(name);
    return switch (value) {
      case null -> new Reading(path + "." + name, Document.empty());
      case DocumentValue(Document inner) -> new Reading(path + "." + name, inner);
      default -> throw wrong(name, value, "a document");
    };
  }

  /// The fields of a document within that are texts, with their keys as they are.
  Map<String, String> texts(String name) {
    Value value = value(name);
    Map<String, String> texts = new TreeMap<>();
    switch (value) {
      case null -> {}
      case DocumentValue(Document inner) ->
          inner
              .fields()
              .forEach((key, field) -> {
                switch (field) {
                  case TextValue(String text) -> texts.put(key, text);
                  case NullValue _ -> {}
                  default -> throw wrong(name, field, "a document of texts");
                }
              });
      default -> throw wrong(name, value, "a document of texts");
    }
    return texts;
  }

  List<Value> list(String name) {
    Value value = value(name);
    return switch (value) {
      case null -> List.of();
      case ArrayValue(List<Value> elements) -> elements;
      default -> throw wrong(name, value, "an array");
    };
  }

  List<String> textList(String name) {
    return list(name).stream()
        .map(element -> {
          if (element instanceof TextValue(String text)) {
            return text;
          }
          throw wrong(name, element, "an array of texts");
        })
        .toList();
  }

  /// A date, RFC 3339 text, or seconds and nanoseconds.
  @Nullable Instant time(String name) {
    Value value = value(name);
    try {
      return switch (value) {
        case null -> null;
        case DateValue(Instant instant) -> instant;
        case TextValue(String text) -> text.isEmpty() ? null : Instant.parse(text);
        case DocumentValue(Document parts) -> {
          Reading reading = new Reading(path + "." + name, parts);
          yield Instant.ofEpochSecond(reading.integer("seconds"), reading.integer("nanos"));
        }
        default -> throw wrong(name, value, "a time");
      };
    } catch (DateTimeException | ArithmeticException failure) {
      throw DatastoreException.of(
          DatastoreException.Kind.CONVERSION,
          "Field " + path + "." + name + " is not a time: neither RFC 3339 nor in range.",
          failure);
    }
  }

  DatastoreException wrong(String name, Value value, String wanted) {
    return DatastoreException.of(
        DatastoreException.Kind.CONVERSION,
        "Field %s.%s is %s; it should be %s.".formatted(path, name, value.typeName(), wanted));
  }
}
