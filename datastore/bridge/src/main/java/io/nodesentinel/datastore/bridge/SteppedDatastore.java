package io.nodesentinel.datastore.bridge;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.helpers.NOPLogger;

/// What [DatastoreNodeEvents] does, without a thread and without waiting: for a world with a time
/// of its own. Used by one thread.
public final class SteppedDatastore implements NodeEvents {
  private final Opening opening;
  private final SourceState state;
  private final DocumentShelf shelf = new DocumentShelf();
  private final DocumentEvents documents;
  private final Following following;
  private final LongSupplier nanos;

  /// Events of a store that is not read yet.
  ///
  /// @param nanos a clock that nobody sets
  public SteppedDatastore(Supplier<DataStore> opener, Surroundings around, LongSupplier nanos) {
    this.nanos = nanos;
    this.opening = new Opening(opener);
    DocumentReading reading =
        new DocumentReading(around.clock(), new SetAside(this.opening, around.clock()));
    this.state = new SourceState(around.clock(), nanos, NOPLogger.NOP_LOGGER);
    this.documents = new DocumentEvents(opening, state, shelf, reading, around.changed());
    this.following = new Following(around, shelf, reading, state, nanos, NOPLogger.NOP_LOGGER);
  }

  /// Asks for a sign of life, and takes in all that is there.
  public void step() {
    try {
      DataStore store = opening.open();
      long asked = nanos.getAsLong();
      store.client().ping();
      state.answered(asked);
      if (!following.isBegun()) {
        following.begin(store);
      }
      boolean more = true;
      while (more) {
        more = following.step(Duration.ZERO);
      }
    } catch (DatastoreException failure) {
      state.unreachable(failure.getMessage());
      following.end();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Other policies are in force.
  public void policiesChanged() {
    following.policiesChanged();
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
    return documents.writeStatus(ref, status);
  }

  @Override
  public List<StatusWrite> writeStatuses(List<StatusChange> changes) {
    return documents.writeStatuses(changes);
  }
}
