package io.nodesentinel.image.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Objects by collection and name, with versions, and what happens to them as watch events. Every
/// patch is merged as RFC 7396 says, whatever kind it claims to be, and no write is refused: it is
/// for one well-behaved client. Thread-safe.
final class ObjectStore {
  static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Map<String, ObjectNode>> collections = new LinkedHashMap<>();
  private final CopyOnWriteArrayList<Watcher> watchers = new CopyOnWriteArrayList<>();
  private long version = 1;

  /// Those who watch a collection, and what they have not read yet.
  record Watcher(String collection, BlockingQueue<String> events) {
    /// Waits for the next event, but not longer than that.
    void next(Duration patience) throws InterruptedException {
      var _ = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /// Adds an object; one with that name is replaced.
  synchronized ObjectNode put(String collection, ObjectNode object) {
    ObjectNode metadata = object.withObject("/metadata");
    String name = metadata.path("name").asText();
    boolean isNew = !of(collection).containsKey(name);
    if (!metadata.has("uid")) {
      metadata.put("uid", UUID.randomUUID().toString());
      metadata.put("creationTimestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    if (!metadata.has("generation")) {
      metadata.put("generation", 1);
    }
    metadata.put("resourceVersion", Long.toString(++version));
    of(collection).put(name, object);
    tell(collection, isNew ? "ADDED" : "MODIFIED", object);
    return object;
  }

  /// Merges a patch into an object, which is made if it is not there, as an apply does.
  synchronized ObjectNode patch(String collection, String name, JsonNode patch) {
    ObjectNode old = of(collection).get(name);
    ObjectNode object = old == null ? JSON.createObjectNode() : old.deepCopy();
    merge(object, patch);
    object.withObject("/metadata").put("name", name);
    return put(collection, object);
  }

  synchronized Optional<ObjectNode> get(String collection, String name) {
    return Optional.ofNullable(of(collection).get(name));
  }

  synchronized Optional<ObjectNode> remove(String collection, String name) {
    ObjectNode object = of(collection).remove(name);
    if (object != null) {
      object.withObject("/metadata").put("resourceVersion", Long.toString(++version));
      tell(collection, "DELETED", object);
    }
    return Optional.ofNullable(object);
  }

  synchronized ObjectNode list(String collection) {
    ObjectNode list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
    list.putObject("metadata").put("resourceVersion", Long.toString(version));
    ArrayNode items = list.putArray("items");
    of(collection).values().forEach(items::add);
    return list;
  }

  /// Watches from what is there now, which comes as added: a client that has just listed it finds
  /// nothing new in that, and none can miss what came between its list and its watch.
  synchronized Watcher watch(String collection) {
    Watcher watcher = new Watcher(collection, new LinkedBlockingQueue<>());
    watchers.add(watcher);
    of(collection).values().forEach(object -> watcher.events().add(event("ADDED", object)));
    return watcher;
  }

  void unwatch(Watcher watcher) {
    watchers.remove(watcher);
  }

  private void tell(String collection, String type, ObjectNode object) {
    String event = event(type, object);
    for (Watcher watcher : watchers) {
      if (watcher.collection().equals(collection)) {
        watcher.events().add(event);
      }
    }
  }

  private static String event(String type, ObjectNode object) {
    ObjectNode event = JSON.createObjectNode().put("type", type);
    event.set("object", object);
    return event.toString();
  }

  private Map<String, ObjectNode> of(String collection) {
    return collections.computeIfAbsent(collection, _ -> new LinkedHashMap<>());
  }

  private static void merge(ObjectNode into, JsonNode patch) {
    patch
        .properties()
        .forEach(field -> {
          JsonNode value = field.getValue();
          if (value.isNull()) {
            into.remove(field.getKey());
          } else if (value.isObject() && into.path(field.getKey()) instanceof ObjectNode inner) {
            merge(inner, value);
          } else {
            into.set(field.getKey(), value);
          }
        });
  }
}
