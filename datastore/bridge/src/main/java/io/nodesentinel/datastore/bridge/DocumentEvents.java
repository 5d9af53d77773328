package io.nodesentinel.datastore.bridge;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.OperationStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoreException;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.DataStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The documents in memory as events, and writes of their statuses. A write fails at once while the
/// store does not answer. Thread-safe.
final class DocumentEvents implements NodeEvents {
  private final Opening opening;
  private final SourceState state;
  private final DocumentShelf shelf;
  private final DocumentReading reading;
  private final Consumer<String> changed;

  DocumentEvents(
      Opening opening,
      SourceState state,
      DocumentShelf shelf,
      DocumentReading reading,
      Consumer<String> changed) {
    this.opening = opening;
    this.state = state;
    this.shelf = shelf;
    this.reading = reading;
    this.changed = changed;
  }

  @Override
  public List<StoredEvent> eventsOf(String nodeName) {
    return shelf.ofNode(nodeName);
  }

  @Override
  public boolean isComplete(String nodeName) {
    return state.isCurrent() && shelf.isRead(nodeName);
  }

  @Override
  public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
    return writeStatuses(List.of(new StatusChange(ref, status))).getFirst();
  }

  @Override
  public List<StatusWrite> writeStatuses(List<StatusChange> changes) {
    SourceState.View now = state.view();
    Optional<DataStore> store = opening.ifOpen();
    boolean answers =
        now.phase() == SourceState.Phase.CURRENT || now.phase() == SourceState.Phase.READING;
    if (store.isEmpty() || !answers) {
      throw new StoreException(
          "the datastore cannot be written to since %s: %s".formatted(now.since(), now.why()),
          true,
          null);
    }
    try {
      return write(changes, store.get());
    } catch (DatastoreException failure) {
      throw new StoreException(
          "a status was not written to the datastore: " + failure.getMessage(),
          failure.isRetryable(),
          failure);
    }
  }

  private List<StatusWrite> write(List<StatusChange> changes, DataStore store) {
    StatusWrites writes = new StatusWrites(store);
    @Nullable StatusWrite[] results = new StatusWrite[changes.size()];
    List<StatusWrites.Wanted> cancels = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      StatusChange change = changes.get(i);
      EventRow row = shelf.get(change.ref().id());
      if (row == null || row.gone()) {
        results[i] = StatusWrite.GONE;
      } else if (!row.basis().version().equals(change.ref().version())) {
        results[i] = StatusWrite.CHANGED;
      } else {
        StatusWrites.Wanted wanted = new StatusWrites.Wanted(row, change.status());
        if (wanted.isCancel()) {
          cancels.add(wanted);
          places.add(i);
        } else if (isOver(wanted)) {
          // A cancelled session is over for its store, whatever the drain does meanwhile.
          shelf.written(row.remembered(change.status()));
          results[i] = StatusWrite.WRITTEN;
        } else {
          results[i] = settle(writes.write(wanted), wanted, writes, store);
        }
      }
    }
    if (!cancels.isEmpty()) {
      List<StatusWrite> written = writes.cancel(cancels);
      for (int i = 0; i < cancels.size(); i++) {
        results[places.get(i)] = settle(written.get(i), cancels.get(i), writes, store);
      }
    }
    List<StatusWrite> all = new ArrayList<>();
    for (StatusWrite result : results) {
      all.add(result == null ? StatusWrite.CHANGED : result);
    }
    return all;
  }

  private static boolean isOver(StatusWrites.Wanted wanted) {
    HealthEventStatus before = wanted.row().event().status();
    HealthEventStatus now = wanted.status();
    if (before.nodeQuarantined() != NodeQuarantined.Cancelled) {
      return false;
    }
    boolean drains =
        now.userPodsEvictionStatus() != null
            && now.userPodsEvictionStatus().status() != OperationStatus.Cancelled
            && !now.userPodsEvictionStatus().equals(before.userPodsEvictionStatus());
    return drains || now.nodeQuarantined() != NodeQuarantined.Cancelled;
  }

  private StatusWrite settle(
      StatusWrite result, StatusWrites.Wanted wanted, StatusWrites writes, DataStore store) {
    EventRow row = wanted.row();
    if (result == StatusWrite.WRITTEN) {
      shelf.written(row.written(writes.after(wanted), wanted.status()));
      return result;
    }
    Optional<Found> now = new OpenEvents(store, reading).byId(row.id());
    if (now.isEmpty()) {
      shelf.remove(row.name()).ifPresent(changed);
      return StatusWrite.GONE;
    }
    now.flatMap(reading::read).ifPresent(shelf::put);
    return StatusWrite.CHANGED;
  }
}
