package io.nodesentinel.datastore.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.nodesentinel.datastore.error.DatastoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What of a JSON text can be held, where [JsonReading] refuses the whole of it. A field that
/// cannot is left out with all that is in it; so is an array with such an element, since the others
/// would change their places.
final class JsonSalvage {
  /// Without bounds, since what exceeds ours is left out and not refused.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final int MAX_DIGITS = 1_000;

  private JsonSalvage() {}

  static Document read(String json, Map<String, Value> fields) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        fields(parser, 1, fields);
      }
    } catch (IOException noJsonFromHere) {
      return held(fields);
    }
    return held(fields);
  }

  private static void fields(JsonParser parser, int depth, Map<String, Value> fields)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      Value value = value(parser, depth);
      if (value != null) {
        fields.put(name, value);
      }
    }
  }

  /// The value that begins here, which is read to its end; null if it cannot be held.
  private static @Nullable Value value(JsonParser parser, int depth) throws IOException {
    if (parser.currentToken().isStructStart() && depth >= DocumentJson.MAX_DEPTH) {
      parser.skipChildren();
      return null;
    }
    return switch (parser.currentToken()) {
      case START_ARRAY -> array(parser, depth + 1);
      case START_OBJECT -> object(parser, depth + 1);
      default -> scalar(parser);
    };
  }

  private static @Nullable Value array(JsonParser parser, int depth) throws IOException {
    List<Value> elements = new ArrayList<>();
    boolean whole = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Value element = value(parser, depth);
      if (element == null) {
        whole = false;
      } else {
        elements.add(element);
      }
    }
    return whole ? new ArrayValue(elements) : null;
  }

  private static @Nullable Value object(JsonParser parser, int depth) throws IOException {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields(parser, depth, fields);
    try {
      Value tagged = TaggedValues.read(fields);
      return tagged == null ? held(fields).asValue() : tagged;
    } catch (DatastoreException odd) {
      return null;
    }
  }

  private static @Nullable Value scalar(JsonParser parser) throws IOException {
    if (parser.currentToken().isNumeric() && parser.getTextLength() > MAX_DIGITS) {
      return null;
    }
    try {
      return JsonReading.scalar(parser);
    } catch (DatastoreException odd) {
      return null;
    }
  }

  private static Document held(Map<String, Value> fields) {
    fields.keySet().removeIf(name -> !Document.isName(name));
    return Document.owning(fields);
  }
}
