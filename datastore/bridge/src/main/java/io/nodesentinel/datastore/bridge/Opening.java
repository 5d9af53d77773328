package io.nodesentinel.datastore.bridge;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.DataStore;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A datastore that is opened when somebody first needs it and it answers. Thread-safe.
final class Opening implements AutoCloseable {
  private final Supplier<DataStore> opener;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable DataStore store;
  private volatile boolean closed;

  Opening(Supplier<DataStore> opener) {
    this.opener = opener;
  }

  /// Opens it unless it is open. May take as long as a connection may.
  ///
  /// @throws DatastoreException if that fails
  DataStore open() {
    lock.lock();
    try {
      DataStore open = store;
      if (open == null) {
        open = opener.get();
        store = open;
      }
      if (closed) {
        closeIt();
        throw DatastoreException.of(
            DatastoreException.Kind.CONNECTION, "The datastore was closed by this process.");
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for nothing.
  Optional<DataStore> ifOpen() {
    return closed ? Optional.empty() : Optional.ofNullable(store);
  }

  private void closeIt() {
    DataStore open = store;
    store = null;
    if (open != null) {
      open.close();
    }
  }

  /// Waits for nothing either: whoever opens it now closes it again.
  @Override
  public void close() {
    closed = true;
    if (lock.tryLock()) {
      try {
        closeIt();
      } finally {
        lock.unlock();
      }
    }
  }
}
