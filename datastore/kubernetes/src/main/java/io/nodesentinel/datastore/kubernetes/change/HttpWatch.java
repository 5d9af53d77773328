package io.nodesentinel.datastore.kubernetes.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.datastore.change.Operation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lines of one watch, as they arrive. No more bytes are asked for while some events wait, so
/// that a slow client fills no memory here; the API server then ends the watch by itself.
final class HttpWatch implements WatchSource.Events {
  private static final Logger LOG = LoggerFactory.getLogger(HttpWatch.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /// With fewer events than this the next bytes are asked for.
  private static final int FEW = 100;

  /// An object is at most 1.5 MiB in etcd.
  private static final int LONGEST_LINE = 8 << 20;

  private final KubernetesSerialization serialization;
  private final BlockingQueue<WatchEvent> queue = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private volatile @Nullable AsyncBody body;
  private volatile boolean asking;
  private volatile boolean closed;

  HttpWatch(KubernetesSerialization serialization) {
    this.serialization = serialization;
  }

  /// The answer's head is there.
  void begin(AsyncBody answer) {
    body = answer;
    asking = true;
    var _ =
        answer
            .done()
            .whenComplete((_, failure) ->
                queue.add(new WatchEvent.Ended(failure == null ? null : failure.toString())));
    answer.consume();
  }

  /// Some bytes; called by the HTTP client, one call at a time.
  void received(List<ByteBuffer> buffers, AsyncBody answer) {
    asking = false;
    for (ByteBuffer buffer : buffers) {
      while (buffer.hasRemaining()) {
        byte one = buffer.get();
        if (one == '\n') {
          endOfLine();
        } else {
          line.write(one);
        }
      }
    }
    if (line.size() > LONGEST_LINE) {
      answer.cancel();
      queue.add(
          new WatchEvent.Ended(
              "a line of the watch is longer than %d bytes".formatted(LONGEST_LINE)));
    } else {
      askForMore();
    }
  }

  private void askForMore() {
    AsyncBody answer = body;
    synchronized (line) {
      if (asking || closed || answer == null || queue.size() >= FEW) {
        return;
      }
      asking = true;
    }
    answer.consume();
  }

  private void endOfLine() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (!text.isBlank()) {
      queue.add(read(text));
    }
  }

  private WatchEvent read(String text) {
    try {
      JsonNode event = JSON.readTree(text);
      JsonNode object = event.path("object");
      String type = event.path("type").asText();
      return switch (type) {
        case "ADDED" -> changed(Operation.INSERT, object);
        case "MODIFIED" -> changed(Operation.UPDATE, object);
        case "DELETED" -> changed(Operation.DELETE, object);
        case "BOOKMARK" -> new WatchEvent.Bookmark(version(object));
        case "ERROR" -> error(object);
        default -> new WatchEvent.Ended("the watch has an event of unknown type " + type);
      };
    } catch (JsonProcessingException | NumberFormatException unreadable) {
      // Without its version the next event could not be told from a repeated one.
      return new WatchEvent.Ended("an event of the watch cannot be read");
    }
  }

  private WatchEvent changed(Operation operation, JsonNode object) {
    String name = object.path("metadata").path("name").asText();
    return new WatchEvent.Changed(operation, name, version(object), healthEvent(name, object));
  }

  /// One object that cannot be read must not stop the others.
  private @Nullable HealthEvent healthEvent(String name, JsonNode object) {
    try {
      return serialization.convertValue(object, HealthEvent.class);
    } catch (IllegalArgumentException unreadable) {
      LOG.warn("HealthEvent {} cannot be read; its change is told without it", name, unreadable);
      return null;
    }
  }

  private static WatchEvent error(JsonNode status) {
    int code = status.path("code").asInt();
    String message = status.path("message").asText("no reason given");
    return code == 410
        ? new WatchEvent.Expired(message)
        : new WatchEvent.Ended("the API server ended the watch: %d %s".formatted(code, message));
  }

  private static long version(JsonNode object) {
    return Long.parseLong(object.path("metadata").path("resourceVersion").asText());
  }

  @Override
  public @Nullable WatchEvent next(Duration wait) throws InterruptedException {
    WatchEvent event = queue.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    askForMore();
    return event;
  }

  @Override
  public void close() {
    closed = true;
    AsyncBody answer = body;
    if (answer != null) {
      answer.cancel();
    }
    queue.add(new WatchEvent.Ended(null));
  }
}
