package io.nodesentinel.datastore.document;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.SERIALIZATION;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.nodesentinel.datastore.error.DatastoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/// Values to JSON text.
final class JsonWriting {
  private static final JsonFactory JSON = new JsonFactory();

  /// Fixed width, so that order of text is order of time.
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private JsonWriting() {}

  static String write(Document document) {
    Bounded out = new Bounded(DocumentJson.MAX_BYTES);
    write(out, document);
    return out.toString(StandardCharsets.UTF_8);
  }

  /// Whether it has at most so many bytes, written compactly.
  static boolean fits(Document document, int most) {
    try {
      write(new Bounded(most), document);
      return true;
    } catch (DatastoreException larger) {
      return false;
    }
  }

  private static void write(Bounded out, Document document) {
    try (JsonGenerator generator = JSON.createGenerator(out)) {
      write(generator, document, 1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void write(JsonGenerator out, Document document, int depth) throws IOException {
    checkDepth(depth);
    out.writeStartObject();
    for (Map.Entry<String, Value> field : document.fields().entrySet()) {
      out.writeFieldName(field.getKey());
      write(out, field.getValue(), depth);
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, Value value, int depth) throws IOException {
    switch (value) {
      case NullValue _ -> out.writeNull();
      case BoolValue(boolean bool) -> out.writeBoolean(bool);
      case IntegerValue(long number) -> out.writeNumber(number);
      case DecimalValue(double number) -> out.writeNumber(number);
      case TextValue(String text) -> out.writeString(text);
      case DateValue(var instant) -> tagged(out, "$date", DATE.format(instant));
      case IdValue id -> tagged(out, id.isObjectId() ? "$oid" : "$uuid", id.value());
      case DocumentValue(Document inner) -> write(out, inner, depth + 1);
      case ArrayValue(var elements) -> {
        checkDepth(depth + 1);
        out.writeStartArray();
        for (Value element : elements) {
          write(out, element, depth + 1);
        }
        out.writeEndArray();
      }
    }
  }

  private static void tagged(JsonGenerator out, String tag, String text) throws IOException {
    out.writeStartObject();
    out.writeStringField(tag, text);
    out.writeEndObject();
  }

  private static void checkDepth(int depth) {
    if (depth > DocumentJson.MAX_DEPTH) {
      throw DatastoreException.of(
          SERIALIZATION,
          "A document has more than the " + DocumentJson.MAX_DEPTH + " levels that can be stored.");
    }
  }

  /// Refuses to grow past the bound, rather than measure what is already in memory.
  private static final class Bounded extends ByteArrayOutputStream {
    private final int most;

    Bounded(int most) {
      this.most = most;
    }

    @Override
    public synchronized void write(int b) {
      check(1);
      super.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      check(length);
      super.write(bytes, from, length);
    }

    private void check(int more) {
      if (count > most - more) {
        throw DatastoreException.of(
            SERIALIZATION,
            "A document is larger than the "
                + DocumentJson.MAX_BYTES
                + " bytes of JSON that can be stored.");
      }
    }
  }
}
