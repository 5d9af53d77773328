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
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Documents of any datastore as the operator's events, and the objects recorded there. While the
/// store does not answer, what is in memory stays, a write fails at once, and nothing is complete.
/// Thread-safe.
public final class DatastoreNodeEvents implements NodeEvents, AutoCloseable {
  private final Surroundings around;
  private final Opening opening;
  private final SourceState state;
  private final DocumentShelf shelf = new DocumentShelf();
  private final DocumentReading reading;
  private final Follower follower;
  private final ObjectRecorder recorder;
  private final Heartbeat heartbeat;
  private final AtomicBoolean begun = new AtomicBoolean();

  /// Events of a store that is not read yet.
  ///
  /// @param opener opens the store; asked again after each time that it throws
  public DatastoreNodeEvents(Supplier<DataStore> opener, Surroundings around) {
    InstantSource clock = around.clock();
    this.around = around;
    this.opening = new Opening(opener);
    this.state = new SourceState(clock, System::nanoTime);
    this.reading = new DocumentReading(clock);
    this.follower = new Follower(opening, around, shelf, reading, state);
    this.recorder = new ObjectRecorder(opening, around, state);
    this.heartbeat = new Heartbeat(opening, state, follower::stream);
  }

  /// This replica leads: begins to read, and to record.
  public void begin() {
    if (!begun.getAndSet(true)) {
      state.reading();
      heartbeat.start();
      follower.start();
      recorder.start();
    }
  }

  /// Other policies are in force: they may want facts that were settled under the old ones.
  public void policiesChanged() {
    follower.policiesChanged();
  }

  /// The events of a node that are objects changed.
  public void objectsChanged(String nodeName) {
    recorder.changed(nodeName);
  }

  /// The objects of the node are still to be recorded.
  public boolean isUnrecorded(String nodeName) {
    return recorder.isPending(nodeName);
  }

  /// The nodes that have events in memory.
  public List<String> nodes() {
    return shelf.nodes();
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

  /// The cancels of one session are one transaction.
  @Override
  public boolean writesAsOne() {
    return true;
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
    return before.nodeQuarantined() == NodeQuarantined.Cancelled
        && now.conditions().equals(before.conditions())
        && now.userPodsEvictionStatus() != null
        && now.userPodsEvictionStatus().status() != OperationStatus.Cancelled;
  }

  private StatusWrite settle(
      StatusWrite result, StatusWrites.Wanted wanted, StatusWrites writes, DataStore store) {
    EventRow row = wanted.row();
    if (result == StatusWrite.WRITTEN) {
      shelf.written(row.written(writes.after(wanted), wanted.status()));
      return result;
    }
    Optional<Document> now = new OpenEvents(store, reading).byId(row.id());
    if (now.isEmpty()) {
      shelf.remove(row.name()).ifPresent(around.changed());
      return StatusWrite.GONE;
    }
    now.flatMap(reading::read).ifPresent(shelf::put);
    return StatusWrite.CHANGED;
  }

  /// How the store is doing. Answers from memory.
  public DatastoreHealth health() {
    SourceState.View view = state.view();
    Heartbeat.Figures figures = heartbeat.figures();
    return new DatastoreHealth(
        view.phase() == SourceState.Phase.IDLE,
        view.phase() == SourceState.Phase.CURRENT,
        view.phase() == SourceState.Phase.CURRENT || view.phase() == SourceState.Phase.READING,
        switch (view.phase()) {
          case CURRENT -> "";
          case IDLE -> "this replica does not lead and reads nothing";
          case READING -> "Unknown: what is open is being read since " + view.since();
          case UNREACHABLE ->
              "Unknown since " + view.since() + ", recoveries release no node: " + view.why();
        },
        figures.lag(),
        figures.backlog(),
        shelf.size(),
        reading.unreadable(),
        follower.gaps(),
        recorder.pending(),
        Optional.ofNullable(figures.certificateExpiry()));
  }

  @Override
  public void close() {
    state.idle();
    if (begun.get()) {
      recorder.close();
      heartbeat.close();
      follower.close();
    }
    opening.close();
  }
}
