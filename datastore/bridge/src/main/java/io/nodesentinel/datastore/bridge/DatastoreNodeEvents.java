package io.nodesentinel.datastore.bridge;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoreException;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Documents of any datastore as the operator's events, and the objects recorded there. While the
/// store does not answer, what is in memory stays, a write fails at once, and nothing is complete.
/// Thread-safe.
public final class DatastoreNodeEvents implements NodeEvents, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DatastoreNodeEvents.class);

  private final Opening opening;
  private final SourceState state;
  private final DocumentShelf shelf = new DocumentShelf();
  private final DocumentReading reading;
  private final DocumentEvents documents;
  private final Following following;
  private final Follower follower;
  private final ObjectRecorder recorder;
  private final Heartbeat heartbeat;
  private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean begun = new AtomicBoolean();

  /// Events of a store that is not read yet.
  ///
  /// @param opener opens the store; asked again after each time that it throws
  public DatastoreNodeEvents(Supplier<DataStore> opener, Surroundings around) {
    InstantSource clock = around.clock();
    this.opening = new Opening(opener);
    this.state = new SourceState(clock, System::nanoTime, LOG);
    this.reading = new DocumentReading(clock, new SetAside(opening, clock));
    this.documents = new DocumentEvents(opening, state, shelf, reading, around.changed());
    this.following = new Following(around, shelf, reading, state, System::nanoTime, LOG);
    this.follower = new Follower(opening, following, state, around.leading());
    this.recorder = new ObjectRecorder(opening, around, state);
    this.heartbeat = new Heartbeat(opening, state, following::stream);
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
    following.policiesChanged();
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
    return documents.eventsOf(nodeName);
  }

  @Override
  public boolean isComplete(String nodeName) {
    return documents.isComplete(nodeName);
  }

  @Override
  public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
    return writeStatuses(List.of(new StatusChange(ref, status))).getFirst();
  }

  /// The cancels of one session are one transaction.
  @Override
  public boolean writesAsOne() {
    return true;
  }

  /// A look must not wait for a store that is silent, since a person may have undone the session
  /// meanwhile. A write that was given up may still take effect; its condition then holds.
  @Override
  public List<StatusWrite> writeStatuses(List<StatusChange> changes) {
    Future<List<StatusWrite>> written = writers.submit(() -> documents.writeStatuses(changes));
    try {
      return written.get(SourceState.SILENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      throw new StoreException(
          "the datastore did not say within %d s whether a status was written"
              .formatted(SourceState.SILENCE.toSeconds()),
          true,
          silent);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof StoreException known) {
        throw known;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreException("stopped while a status was written", true, stopped);
    }
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
        following.gaps(),
        recorder.pending(),
        recorder.refused(),
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
    writers.shutdownNow();
    opening.close();
  }
}
