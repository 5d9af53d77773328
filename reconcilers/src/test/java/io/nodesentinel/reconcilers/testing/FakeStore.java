package io.nodesentinel.reconcilers.testing;

import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoreException;
import io.nodesentinel.datastore.StoredEvent;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Events as objects: arrival orders them while the process lives, their times after it began anew.
public final class FakeStore implements NodeEvents {
  private static final Comparator<StoredEvent> BY_TIME =
      Comparator.comparing(StoredEvent::time)
          .thenComparing(e -> !e.event().isHealthy())
          .thenComparingLong(StoredEvent::order);

  private final World world;
  private final List<StoredEvent> events = new ArrayList<>();
  private int ids;
  private long lastOrder;
  private boolean down;

  FakeStore(World world) {
    this.world = world;
  }

  @Override
  public List<StoredEvent> eventsOf(String nodeName) {
    return events.stream()
        .filter(e -> e.event().nodeName().equals(nodeName))
        .sorted(Comparator.comparingLong(StoredEvent::order))
        .toList();
  }

  public List<StoredEvent> all() {
    return List.copyOf(events);
  }

  /// The event with that id.
  public StoredEvent event(String id) {
    return events.stream().filter(e -> e.ref().id().equals(id)).findFirst().orElseThrow();
  }

  @Override
  public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
    return world.write(
        "event " + ref.id(),
        () -> {
          if (down) {
            throw new StoreException("the store is down", true, new IllegalStateException());
          }
          for (int i = 0; i < events.size(); i++) {
            StoredEvent event = events.get(i);
            if (event.ref().id().equals(ref.id())) {
              if (!event.ref().version().equals(ref.version())) {
                return StatusWrite.CHANGED;
              }
              if (event.status().equals(status)) {
                world.violated("wrote the status that event " + ref.id() + " has already");
              }
              events.set(i, with(event, event.order(), status));
              world.changed(event.event().nodeName());
              return StatusWrite.WRITTEN;
            }
          }
          return StatusWrite.GONE;
        });
  }

  /// A monitor reports.
  ///
  /// @return the event's id
  public String report(HealthEventSpec spec) {
    String id = "e" + ++ids;
    events.add(
        new StoredEvent(
            new EventRef(id, world.nextVersion()),
            ++lastOrder,
            world.instant().truncatedTo(ChronoUnit.SECONDS),
            spec,
            HealthEventStatus.empty()));
    world.changed(spec.nodeName());
    return id;
  }

  public void remove(String id) {
    events.removeIf(e -> e.ref().id().equals(id));
  }

  public void down(boolean value) {
    down = value;
  }

  /// The process began anew: the order of arrival is lost.
  void restarted() {
    List<StoredEvent> sorted = new ArrayList<>(events);
    sorted.sort(BY_TIME);
    events.clear();
    lastOrder = 0;
    for (StoredEvent event : sorted) {
      events.add(
          new StoredEvent(
              event.ref(), ++lastOrder, event.createdAt(), event.event(), event.status()));
    }
  }

  private StoredEvent with(StoredEvent event, long order, HealthEventStatus status) {
    return new StoredEvent(
        new EventRef(event.ref().id(), world.nextVersion()),
        order,
        event.createdAt(),
        event.event(),
        status);
  }
}
