package io.nodesentinel.e2e.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Everything that happens to the objects of one resource, with the time at which this process had
/// it in hand. The first list is in memory when the constructor returns.
public final class ResourceWatch implements AutoCloseable {
  private final BareClient client;
  private final String path;
  private final Expectations expectations = new Expectations();
  private final Thread thread;
  private volatile boolean closed;

  public ResourceWatch(BareClient client, String path) {
    this.client = client;
    this.path = path;
    Await.until(() -> client.answers(path), Duration.ofSeconds(30), "the API server has " + path);
    JsonNode list = client.get(path);
    long now = System.nanoTime();
    list.path("items").forEach(object -> expectations.seen(name(object), object, now));
    String version = list.path("metadata").path("resourceVersion").asText();
    this.thread = Thread.ofPlatform().daemon().name("watch " + path).start(() -> follow(version));
  }

  public CompletableFuture<Long> expect(String name, Predicate<JsonNode> condition) {
    return expectations.expect(name, condition);
  }

  public Expectations objects() {
    return expectations;
  }

  private void follow(String first) {
    String[] version = {first};
    try {
      while (!closed) {
        String watch = path + "?watch=1&timeoutSeconds=3600&resourceVersion=" + version[0];
        try (Stream<String> lines = client.lines(watch)) {
          lines.forEach(line -> version[0] = take(line, System.nanoTime()));
        }
      }
    } catch (IOException | RuntimeException e) {
      if (!closed) {
        expectations.fail(new BenchException("the watch of " + path + " broke: " + e, e));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// @return the version to go on from
  private String take(String line, long at) {
    JsonNode event = BareClient.json(line);
    JsonNode object = event.path("object");
    String type = event.path("type").asText();
    if (type.equals("ERROR")) {
      throw new BenchException(object.toString());
    }
    boolean gone = type.equals("DELETED");
    expectations.seen(name(object), gone ? MissingNode.getInstance() : object, at);
    return object.path("metadata").path("resourceVersion").asText();
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
