package io.nodesentinel.datastore.kubernetes.client;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.NodeSessions;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.datastore.kubernetes.client.EventApi.Written;
import io.nodesentinel.datastore.kubernetes.object.EventObjects;
import io.nodesentinel.datastore.kubernetes.object.ObjectChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The sessions of nodes, without transactions.
///
/// A cancel writes one object at a time, each conditionally, and the event that began the session
/// last: as long as that one is not `Cancelled` the session still shows, so whoever repeats a
/// cancel that was cut short finishes it. Before it the events are read again until no other one is
/// left, so that what joined meanwhile is cancelled too. Nodes are cancelled one after the other.
public final class ObjectSessions implements NodeSessions {
  private static final int MOST_ROUNDS = 20;

  private final EventApi api;

  public ObjectSessions(EventApi api) {
    this.api = api;
  }

  @Override
  public boolean isDrained(String nodeName) {
    return SessionEvents.of(events(nodeName).keySet()).map(SessionEvents::isDrained).orElse(false);
  }

  @Override
  public Map<String, List<Value>> cancel(Collection<String> nodeNames) {
    Map<String, List<Value>> cancelled = new LinkedHashMap<>();
    for (String nodeName : new LinkedHashSet<>(nodeNames)) {
      List<Value> ids = cancel(nodeName);
      if (!ids.isEmpty()) {
        cancelled.put(nodeName, ids);
      }
    }
    return cancelled;
  }

  private List<Value> cancel(String nodeName) {
    List<StoredHealthEvent> done = new ArrayList<>();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Map<StoredHealthEvent, HealthEvent> events = events(nodeName);
      Optional<SessionEvents> session = SessionEvents.of(events.keySet());
      if (session.isEmpty()) {
        return ids(done);
      }
      // What changed since it was read comes again in the next round.
      for (StoredHealthEvent event : session.get().joined()) {
        if (cancelled(events, event)) {
          done.add(event);
        }
      }
      StoredHealthEvent starter = session.get().starter();
      if (session.get().joined().isEmpty() && cancelled(events, starter)) {
        done.add(starter);
        return ids(done);
      }
    }
    throw DatastoreException.of(
            DatastoreException.Kind.UPDATE,
            "The events of node %s changed %d times in a row while its session was cancelled; what"
                    .formatted(nodeName, MOST_ROUNDS)
                + " was cancelled stays so, and a repeat goes on.")
        .retryable(true)
        .from(ApiErrors.PROVIDER);
  }

  private boolean cancelled(Map<StoredHealthEvent, HealthEvent> events, StoredHealthEvent event) {
    HealthEvent object = Objects.requireNonNull(events.get(event), "an event has its object");
    ObjectChange change = new ObjectChange.OfStatus(SessionEvents.cancelled(event.status()));
    return api.write(object, change) instanceof Written.Done;
  }

  private static List<Value> ids(Collection<StoredHealthEvent> events) {
    Set<Value> oldestFirst =
        SessionEvents.inOrder(events).stream()
            .flatMap(event -> event.id().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return List.copyOf(oldestFirst);
  }

  private Map<StoredHealthEvent, HealthEvent> events(String nodeName) {
    Selection selection = Selection.ofNode(nodeName);
    Map<StoredHealthEvent, HealthEvent> events = new HashMap<>();
    EventPages.of(api, selection)
        .forEachRemaining(object -> {
          if (object.getSpec().nodeName().equals(nodeName)) {
            events.put(EventObjects.stored(object), object);
          }
        });
    return events;
  }
}
