package io.nodesentinel.datastore.bridge;

import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.processing.DeadLetter;
import io.nodesentinel.datastore.processing.StoredDeadLetters;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps documents that cannot be read as dead letters of the operator, where a person finds them
/// with the reason. A document that is mended comes back by the change stream. Thread-safe.
final class SetAside {
  private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);

  /// A monitor that writes nothing but nonsense must not fill the store a second time.
  static final int MOST = 1_000;

  private final Opening opening;
  private final InstantSource clock;
  private final Set<String> kept = new HashSet<>();
  private final AtomicBoolean full = new AtomicBoolean();

  SetAside(Opening opening, InstantSource clock) {
    this.opening = opening;
    this.clock = clock;
  }

  /// Keeps it, unless that was done. Reading goes on whether that works or not.
  void keep(Document document, DatastoreException why) {
    Value id = document.id().orElse(null);
    DataStore store = opening.ifOpen().orElse(null);
    if (id == null || store == null || !first(id.toString())) {
      return;
    }
    try {
      new StoredDeadLetters(store.client())
          .add(
              new DeadLetter(
                  Following.CLIENT,
                  Operation.INSERT,
                  Collection.HEALTH_EVENTS,
                  id,
                  document,
                  why.kind() + ": " + why.getMessage(),
                  1,
                  clock.instant()));
    } catch (DatastoreException failure) {
      forget(id.toString());
      LOG.warn("a document that cannot be read was not set aside: {}", failure.getMessage());
    }
  }

  private boolean first(String id) {
    synchronized (kept) {
      if (kept.size() < MOST) {
        return kept.add(id);
      }
    }
    if (!full.getAndSet(true)) {
      LOG.warn("{} documents were set aside; those that follow are only counted", MOST);
    }
    return false;
  }

  private void forget(String id) {
    synchronized (kept) {
      kept.remove(id);
    }
  }
}
