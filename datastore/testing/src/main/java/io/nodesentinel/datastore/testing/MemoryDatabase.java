package io.nodesentinel.datastore.testing;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A database in memory, with knobs for what goes wrong in real ones. It outlives the stores that
/// are opened on it, so that a restart can be played. Thread-safe; transactions run one at a time.
public final class MemoryDatabase {
  final Tables tables = new Tables();
  final History history = new History();
  final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Value> spoilt = new HashSet<>();
  private boolean inTransaction;
  private @Nullable DatastoreException failure;

  public MemoryDatabase() {
    this(InstantSource.system());
  }

  /// @param clock says when changes are committed
  public MemoryDatabase(InstantSource clock) {
    this.clock = clock;
    requireUnique(Collection.HEALTH_EVENTS, HealthEventShape.idempotencyKey());
    requireUnique(Collection.MAINTENANCE_EVENTS, FieldPath.of("eventId"));
  }

  /// Opens it, with documents as MongoDB has them.
  public DataStore open() {
    return open(HealthEventShape.LOWER_CASE);
  }

  /// Opens it.
  public DataStore open(HealthEventShape shape) {
    return new MemoryDataStore(this, shape);
  }

  /// Refuses from now on a second document with the same value at a path.
  public void requireUnique(Collection collection, FieldPath path) {
    locked(() -> {
      tables.requireUnique(collection, path);
      return true;
    });
  }

  /// Keeps only the newest changes, so that a client that is further behind meets a gap.
  public void keepChanges(int count) {
    locked(() -> {
      history.keep(count);
      changed.signalAll();
      return true;
    });
  }

  /// Lets the document of this id, stored already or later, be one that nobody can hold as it is,
  /// as a writer may store it who does not know the SDK.
  public void spoil(Value id) {
    locked(() -> spoilt.add(id));
  }

  /// Only within [#locked].
  boolean isSpoilt(Value id) {
    return spoilt.contains(id);
  }

  /// Lets every call fail with this error, until [#recover].
  public void failWith(DatastoreException error) {
    locked(() -> {
      failure = error;
      changed.signalAll();
      return true;
    });
  }

  /// Ends [#failWith].
  public void recover() {
    locked(() -> {
      failure = null;
      changed.signalAll();
      return true;
    });
  }

  /// Runs with nobody else inside.
  <T extends @Nullable Object> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /// Runs `work` as one transaction.
  <T extends @Nullable Object> T transaction(String writer, Supplier<T> work) {
    return locked(() -> {
      check();
      if (inTransaction) {
        throw DatastoreException.invalid(
            "Within a transaction use the operations that it was given; transactions do not"
                + " nest.");
      }
      inTransaction = true;
      boolean done = false;
      try {
        T result = work.get();
        history.add(tables.commit(), writer, clock.instant());
        changed.signalAll();
        done = true;
        return result;
      } finally {
        if (!done) {
          tables.rollback();
        }
        inTransaction = false;
      }
    });
  }

  /// Fails if it was told to. Only within [#locked].
  void check() {
    if (failure != null) {
      throw failure.from(MemoryDatastoreProvider.NAME);
    }
  }

  /// For those who wait on [#changed].
  ReentrantLock lock() {
    return lock;
  }

  /// Told of every commit and every turn of a knob. Only within [#locked].
  Condition changed() {
    return changed;
  }
}
