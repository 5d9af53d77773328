package io.nodesentinel.datastore.kubernetes;

import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventOrder;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The events in memory, by node and in order; the informer's own store, so that each is kept once.
///
/// Until [#arrived] is called the events are those of the first list, whose order of arrival says
/// nothing: they are put in the order of [EventOrder#BY_TIME]. Thread-safe.
public final class EventShelf implements ItemStore<HealthEvent> {
  private record Slot(HealthEvent object, StoredEvent event) {}

  private static final Comparator<StoredEvent> BY_TIME =
      EventOrder.BY_TIME.thenComparingLong(e -> Long.parseLong(e.ref().version()));

  /// Room between two versions for events that come in between.
  private static final long SPACING = 1 << 10;

  private final Map<String, Slot> byName = new HashMap<>();
  private final Map<String, TreeMap<Long, StoredEvent>> byNode = new HashMap<>();
  private boolean live;
  private long lastOrder;

  @Override
  public String getKey(HealthEvent event) {
    return event.getMetadata().getName();
  }

  @Override
  public synchronized @Nullable HealthEvent put(String key, HealthEvent object) {
    object.getMetadata().setManagedFields(null);
    Slot before = byName.get(key);
    if (before != null && version(before.object()) >= version(object) && sameUid(before, object)) {
      return before.object();
    }
    boolean known = before != null && sameUid(before, object);
    long order = known && before != null ? before.event().order() : arrival(object);
    if (before != null) {
      unlink(before.event());
    }
    link(key, object, stored(object, order));
    return before == null ? null : before.object();
  }

  private long arrival(HealthEvent object) {
    if (!live) {
      return ++lastOrder;
    }
    StoredEvent event = stored(object, version(object) * SPACING);
    if (EventOrder.evaluated(event).isEmpty()) {
      return event.order();
    }
    TreeMap<Long, StoredEvent> others =
        byNode.getOrDefault(object.getSpec().nodeName(), new TreeMap<>());
    long order = event.order();
    for (StoredEvent other : others.values()) {
      if (other.time().isAfter(event.time())) {
        order = Math.min(order, other.order() - 1);
        break;
      }
    }
    while (others.containsKey(order)) {
      order--;
    }
    return order;
  }

  @Override
  public synchronized @Nullable HealthEvent remove(String key) {
    Slot slot = byName.remove(key);
    if (slot == null) {
      return null;
    }
    unlink(slot.event());
    return slot.object();
  }

  /// The first list is complete; what comes now comes in its own order.
  public synchronized void arrived() {
    if (live) {
      return;
    }
    live = true;
    List<Slot> slots = new ArrayList<>(byName.values());
    slots.sort(Comparator.comparing(Slot::event, BY_TIME));
    byNode.clear();
    lastOrder = 0;
    for (Slot slot : slots) {
      HealthEvent object = slot.object();
      link(object.getMetadata().getName(), object, stored(object, ++lastOrder));
    }
  }

  /// The events of a node, oldest first.
  public synchronized List<StoredEvent> ofNode(String nodeName) {
    TreeMap<Long, StoredEvent> events = byNode.get(nodeName);
    return events == null ? List.of() : List.copyOf(events.values());
  }

  /// All events, in no order.
  public synchronized Collection<StoredEvent> all() {
    return byName.values().stream().map(Slot::event).toList();
  }

  /// The nodes that have events.
  public synchronized List<String> nodes() {
    return List.copyOf(byNode.keySet());
  }

  @Override
  public synchronized Stream<String> keySet() {
    return List.copyOf(byName.keySet()).stream();
  }

  @Override
  public synchronized Stream<HealthEvent> values() {
    return byName.values().stream().map(Slot::object).toList().stream();
  }

  @Override
  public synchronized int size() {
    return byName.size();
  }

  @Override
  public synchronized @Nullable HealthEvent get(String key) {
    Slot slot = byName.get(key);
    return slot == null ? null : slot.object();
  }

  /// What is in memory is less than what the server has, so the informer must not compare the two.
  @Override
  public boolean isFullState() {
    return false;
  }

  private void link(String key, HealthEvent object, StoredEvent event) {
    byName.put(key, new Slot(object, event));
    byNode
        .computeIfAbsent(event.event().nodeName(), n -> new TreeMap<>())
        .put(event.order(), event);
  }

  private void unlink(StoredEvent event) {
    byNode.computeIfPresent(
        event.event().nodeName(),
        (node, events) -> {
          events.remove(event.order());
          return events.isEmpty() ? null : events;
        });
  }

  private static StoredEvent stored(HealthEvent object, long order) {
    HealthEventStatus status = object.getStatus();
    return new StoredEvent(
        new EventRef(object.getMetadata().getName(), object.getMetadata().getResourceVersion()),
        order,
        Instant.parse(object.getMetadata().getCreationTimestamp()),
        object.getSpec(),
        status == null ? HealthEventStatus.empty() : status);
  }

  private static boolean sameUid(Slot slot, HealthEvent object) {
    return slot.object().getMetadata().getUid().equals(object.getMetadata().getUid());
  }

  /// Versions of one resource are comparable numbers (KEP-5504).
  private static long version(HealthEvent object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }
}
