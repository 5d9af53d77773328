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
import org.jspecify.annotations.Nullable;
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
  private final Set<String> seen = new HashSet<>();
  private final Set<String> kept = new HashSet<>();
  private final AtomicBoolean full = new AtomicBoolean();

  SetAside(Opening opening, InstantSource clock) {
    this.opening = opening;
    this.clock = clock;
  }

  /// Nobody asked this of the document before. Of more than [#MOST] it is not remembered, and each
  /// is new each time.
  boolean isNew(Document document) {
    String id = document.id().map(Value::toString).orElse("");
    synchronized (seen) {
      return seen.size() < MOST ? seen.add(id) : !seen.contains(id);
    }
  }

  /// Keeps it, unless that was done. Reading goes on whether that works or not; what was not kept
  /// is in the log and in the count all the same.
  void keep(Document document, DatastoreException why) {
    Value id = document.id().orElse(null);
    DataStore store = opening.ifOpen().orElse(null);
    if (id == null || store == null || !first(id.toString())) {
      return;
    }
    StoredDeadLetters letters = new StoredDeadLetters(store.client());
    try {
      letters.add(letter(id, document, why));
    } catch (DatastoreException failure) {
      if (failure.kind() != DatastoreException.Kind.SERIALIZATION) {
        failed(id, failure);
        return;
      }
      // It is too large for a letter; the reason is not.
      try {
        letters.add(letter(id, null, why));
      } catch (DatastoreException again) {
        failed(id, again);
      }
    }
  }

  private DeadLetter letter(Value id, @Nullable Document document, DatastoreException why) {
    return new DeadLetter(
        Following.CLIENT,
        Operation.INSERT,
        Collection.HEALTH_EVENTS,
        id,
        document,
        why.kind() + ": " + why.getMessage(),
        1,
        clock.instant());
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

  private void failed(Value id, DatastoreException failure) {
    forget(id.toString());
    LOG.warn("a document that cannot be read was not set aside: {}", failure.getMessage());
  }

  private void forget(String id) {
    synchronized (kept) {
      kept.remove(id);
    }
  }
}
