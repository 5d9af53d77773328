package io.nodesentinel.datastore.document;

import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What [Value#from] understands.
final class PlainObjects {
  private PlainObjects() {}

  static Value value(@Nullable Object plain) {
    return switch (plain) {
      case null -> Value.nothing();
      case Value value -> value;
      case Document document -> document.asValue();
      case CharSequence text -> Value.of(text.toString());
      case Enum<?> constant -> Value.of(constant.name());
      case Boolean bool -> Value.of((boolean) bool);
      case Double number -> Value.of((double) number);
      case Float number -> Value.of(number.doubleValue());
      case Long number -> Value.of((long) number);
      case Integer number -> Value.of(number.longValue());
      case Short number -> Value.of(number.longValue());
      case Byte number -> Value.of(number.longValue());
      case Instant instant -> Value.of(instant);
      case UUID id -> Value.of(id);
      case Collection<?> elements ->
          new ArrayValue(elements.stream().map(PlainObjects::value).toList());
      case Map<?, ?> fields -> document(fields);
      default ->
          throw DatastoreException.invalid(
              "A "
                  + plain.getClass().getName()
                  + " cannot be a value of a document. Use a text, a boolean, a long, a double, an"
                  + " Instant, a UUID, a list or map of such, or a Value.");
    };
  }

  private static Value document(Map<?, ?> fields) {
    Map<String, Value> values = new LinkedHashMap<>();
    fields.forEach((name, value) -> {
      if (!(name instanceof String text)) {
        throw DatastoreException.invalid("The name of a field of a document must be a text.");
      }
      values.put(text, value(value));
    });
    return Document.of(values).asValue();
  }
}
