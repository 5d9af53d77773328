package io.nodesentinel.e2e.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/// What is waited for of named objects, and when it was first seen. An object that does not exist
/// is a missing node. Thread-safe.
public final class Expectations {
  private record Expected(Predicate<JsonNode> condition, CompletableFuture<Long> seen) {}

  private final Map<String, JsonNode> objects = new HashMap<>();
  private final Map<String, List<Expected>> expected = new HashMap<>();
  private long lastChange = System.nanoTime();

  /// Completes with the time at which the condition was seen to hold: now, if it does already.
  public synchronized CompletableFuture<Long> expect(String name, Predicate<JsonNode> condition) {
    if (condition.test(get(name))) {
      return CompletableFuture.completedFuture(System.nanoTime());
    }
    CompletableFuture<Long> seen = new CompletableFuture<>();
    expected.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Expected(condition, seen));
    return seen;
  }

  /// The object is now so.
  ///
  /// @param at a reading of the monotonic clock
  public synchronized void seen(String name, JsonNode object, long at) {
    lastChange = at;
    if (object.isMissingNode()) {
      objects.remove(name);
    } else {
      objects.put(name, object);
    }
    List<Expected> here = expected.get(name);
    if (here == null) {
      return;
    }
    for (Iterator<Expected> all = here.iterator(); all.hasNext(); ) {
      Expected one = all.next();
      if (one.condition().test(object)) {
        all.remove();
        one.seen().complete(at);
      }
    }
    if (here.isEmpty()) {
      expected.remove(name);
    }
  }

  /// Nothing will be seen any more.
  public synchronized void fail(Throwable why) {
    expected.values().forEach(all -> all.forEach(e -> e.seen().completeExceptionally(why)));
    expected.clear();
  }

  public synchronized JsonNode get(String name) {
    return objects.getOrDefault(name, MissingNode.getInstance());
  }

  public synchronized Set<String> names() {
    return Set.copyOf(objects.keySet());
  }

  /// How many objects are so now.
  public synchronized long count(Predicate<JsonNode> condition) {
    return objects.values().stream().filter(condition).count();
  }

  /// The resourceVersion of each object.
  public synchronized Map<String, String> versions() {
    Map<String, String> versions = new HashMap<>();
    objects.forEach((name, object) ->
        versions.put(name, object.path("metadata").path("resourceVersion").asText()));
    return versions;
  }

  public synchronized int size() {
    return objects.size();
  }

  public synchronized long lastChange() {
    return lastChange;
  }
}
