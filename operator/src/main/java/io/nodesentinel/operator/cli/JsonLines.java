package io.nodesentinel.operator.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// One JSON object for each log line. Its keys are stable: `timestamp` (ISO 8601, UTC), `level`,
/// `logger`, `thread`, `message` (with its arguments in place), and where there are any `kvps`,
/// `mdc` and `throwable{class, message, stack}`. Thread-safe.
///
/// Logback's own JsonEncoder writes timestamps as numbers and messages without their arguments, and
/// what it offers to subclasses does not quote.
public final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};

  private final JsonFactory json = new JsonFactory();

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonGenerator out = json.createGenerator(line)) {
      out.writeStartObject();
      out.writeStringField("timestamp", event.getInstant().toString());
      out.writeStringField("level", event.getLevel().toString());
      out.writeStringField("logger", event.getLoggerName());
      out.writeStringField("thread", event.getThreadName());
      out.writeStringField("message", event.getFormattedMessage());
      write(out, "kvps", pairs(event.getKeyValuePairs()));
      write(out, "mdc", event.getMDCPropertyMap());
      write(out, event.getThrowableProxy());
      out.writeEndObject();
      out.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toByteArray();
  }

  private static void write(JsonGenerator out, String name, @Nullable Map<String, String> values)
      throws IOException {
    if (values == null || values.isEmpty()) {
      return;
    }
    out.writeObjectFieldStart(name);
    for (Map.Entry<String, String> value : values.entrySet()) {
      out.writeStringField(value.getKey(), value.getValue());
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, @Nullable IThrowableProxy throwable)
      throws IOException {
    if (throwable == null) {
      return;
    }
    out.writeObjectFieldStart("throwable");
    out.writeStringField("class", throwable.getClassName());
    out.writeStringField("message", throwable.getMessage());
    out.writeStringField("stack", ThrowableProxyUtil.asString(throwable));
    out.writeEndObject();
  }

  /// As in a map, the last of two pairs with one key stays: a JSON object with a key twice is none.
  private static Map<String, String> pairs(@Nullable List<KeyValuePair> pairs) {
    Map<String, String> values = new LinkedHashMap<>();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        values.put(pair.key, String.valueOf(pair.value));
      }
    }
    return values;
  }
}
