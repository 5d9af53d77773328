package io.nodesentinel.datastore.document;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.SERIALIZATION;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.nodesentinel.datastore.error.DatastoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON text to values.
final class JsonReading {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  // One more, since a tagged value is an object too.
                  .maxNestingDepth(DocumentJson.MAX_DEPTH + 1)
                  .maxStringLength(DocumentJson.MAX_BYTES)
                  .maxNumberLength(1_000)
                  .build())
          .build();

  /// PostgreSQL writes a blank after each comma and colon, and numbers in full. What we wrote is
  /// never so much longer for that, unless it is little else than numbers beyond 10^20.
  private static final int MAX_LENGTH = 4 * DocumentJson.MAX_BYTES;

  /// The id that stands before a text which does not have it.
  private static final int IMPLIED_ID = 64;

  private JsonReading() {}

  /// It may have more bytes than a document. A UTF-16 unit is one to three bytes of UTF-8, so most
  /// texts need not be encoded to be measured.
  private static boolean isLong(String json) {
    return json.length() > DocumentJson.MAX_BYTES / 3
        && json.getBytes(StandardCharsets.UTF_8).length > DocumentJson.MAX_BYTES;
  }

  private static DatastoreException tooLarge() {
    return wrong("larger than " + DocumentJson.MAX_BYTES + " bytes", null);
  }

  /// @param fields where the fields of the document go, after those that are there
  static Document read(String json, Map<String, Value> fields) {
    if (json.length() > MAX_LENGTH) {
      throw tooLarge();
    }
    int most = DocumentJson.MAX_BYTES + (fields.isEmpty() ? 0 : IMPLIED_ID);
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw wrong("not a JSON object", null);
      }
      read(parser, 1, fields);
      if (parser.nextToken() != null) {
        throw wrong("followed by something else", null);
      }
      Document document = Document.owning(fields);
      if (isLong(json) && !JsonWriting.fits(document, most)) {
        throw tooLarge();
      }
      return document;
    } catch (JsonProcessingException failure) {
      // The parser's message quotes the document; only the place is told.
      throw wrong(
          "not valid JSON at "
              + "line %d, column %d"
                  .formatted(
                      failure.getLocation() == null ? 0 : failure.getLocation().getLineNr(),
                      failure.getLocation() == null ? 0 : failure.getLocation().getColumnNr()),
          null);
    } catch (DatastoreException failure) {
      if (failure.kind() == SERIALIZATION) {
        throw failure;
      }
      throw wrong("one that cannot be stored. " + failure.getMessage(), failure);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void read(JsonParser parser, int depth, Map<String, Value> fields)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, value(parser, depth));
    }
  }

  private static Value value(JsonParser parser, int depth) throws IOException {
    return switch (parser.currentToken()) {
      case START_ARRAY -> {
        checkDepth(depth + 1);
        List<Value> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser, depth + 1));
        }
        yield new ArrayValue(elements);
      }
      case START_OBJECT -> {
        Map<String, Value> fields = new LinkedHashMap<>();
        read(parser, depth + 1, fields);
        Value tagged = TaggedValues.read(fields);
        if (tagged == null) {
          checkDepth(depth + 1);
          yield Document.owning(fields).asValue();
        }
        yield tagged;
      }
      default -> scalar(parser);
    };
  }

  /// The value that the parser is at, which is neither an array nor an object.
  static Value scalar(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> Value.nothing();
      case VALUE_TRUE -> Value.of(true);
      case VALUE_FALSE -> Value.of(false);
      case VALUE_STRING -> Value.of(parser.getText());
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> Value.of(parser.getDoubleValue());
      default -> throw wrong("not complete", null);
    };
  }

  private static Value integer(JsonParser parser) throws IOException {
    BigInteger number = parser.getBigIntegerValue();
    return number.bitLength() < Long.SIZE
        ? Value.of(number.longValue())
        : Value.of(number.doubleValue());
  }

  private static void checkDepth(int depth) {
    if (depth > DocumentJson.MAX_DEPTH) {
      throw wrong("deeper than " + DocumentJson.MAX_DEPTH + " levels", null);
    }
  }

  static DatastoreException wrong(String how, @Nullable Throwable cause) {
    String message = "The document is " + how + (how.endsWith(".") ? "" : ".");
    return cause == null
        ? DatastoreException.of(SERIALIZATION, message)
        : DatastoreException.of(SERIALIZATION, message, cause);
  }
}
