package io.nodesentinel.simulator.replica;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoredEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Events, and what the looks of one process were based on.
final class RememberedEvents implements NodeEvents {
  private final NodeEvents sound;
  private final Map<String, List<StoredEvent>> known = new HashMap<>();

  RememberedEvents(NodeEvents sound) {
    this.sound = sound;
  }

  /// The events of a node as the last look at it saw them.
  List<StoredEvent> basisOf(String nodeName) {
    return known.getOrDefault(nodeName, List.of());
  }

  @Override
  public List<StoredEvent> eventsOf(String nodeName) {
    List<StoredEvent> events = sound.eventsOf(nodeName);
    known.put(nodeName, events);
    return events;
  }

  @Override
  public boolean isComplete(String nodeName) {
    return sound.isComplete(nodeName);
  }

  @Override
  public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
    return sound.writeStatus(ref, status);
  }

  @Override
  public List<StatusWrite> writeStatuses(List<StatusChange> changes) {
    return sound.writeStatuses(changes);
  }
}
