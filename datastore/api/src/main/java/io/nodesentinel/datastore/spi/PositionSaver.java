package io.nodesentinel.datastore.spi;

import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores the handled position of one client, a few times per second at most however often it
/// moves. For those who write a provider. Thread-safe.
///
/// A crash between two writes makes the client see the changes between them again. A write that
/// fails is made good by the next one.
///
/// @param <T> a position, with an equality by value
public final class PositionSaver<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PositionSaver.class);
  private static final long LAST_WRITE_SECONDS = 10;

  private final String client;
  private final BiPredicate<T, T> isBefore;
  private final Pace pace;
  private final Storage<T> storage;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private final Thread thread;

  // Guarded by the lock.
  private T handled;
  private T written;
  private boolean replaces;
  private boolean closed;

  /// Where positions are kept.
  @FunctionalInterface
  public interface Storage<T> {
    /// Stores a position.
    ///
    /// @param replaces whatever is stored, since it lies behind a gap; otherwise a later one stays
    /// @throws DatastoreException if that failed; it is tried again later
    void store(T position, boolean replaces);
  }

  /// How often positions are stored.
  ///
  /// @param apart between two writes, at least
  /// @param signOfLife after which a position that did not move is stored again, so that the client
  ///   counts as alive
  public record Pace(Duration apart, Duration signOfLife) {
    /// Once per `apart` at most, and only a position that moved.
    public static Pace onMove(Duration apart) {
      return new Pace(apart, Duration.ofDays(365));
    }
  }

  private PositionSaver(
      String client, T handled, BiPredicate<T, T> isBefore, Pace pace, Storage<T> storage) {
    this.client = client;
    this.isBefore = isBefore;
    this.pace = pace;
    this.storage = storage;
    this.handled = handled;
    this.written = handled;
    this.thread = Thread.ofVirtual().name("position-" + client).unstarted(this::run);
  }

  /// Begins to store.
  ///
  /// @param handled from where the client begins, which is stored or need not be
  /// @param isBefore whether the first of two positions lies before the second
  public static <T> PositionSaver<T> start(
      String client, T handled, BiPredicate<T, T> isBefore, Pace pace, Storage<T> storage) {
    PositionSaver<T> saver = new PositionSaver<>(client, handled, isBefore, pace, storage);
    saver.thread.start();
    return saver;
  }

  /// Everything up to and with the position was handled. One that is not after the last changes
  /// nothing.
  public void handled(T position) {
    moved(position, false);
  }

  /// The same for the position behind a gap, which counts whatever was before.
  public void handledGap(T position) {
    moved(position, true);
  }

  private void moved(T position, boolean behindGap) {
    lock.lock();
    try {
      if (behindGap || isBefore.test(handled, position)) {
        handled = position;
        replaces |= behindGap;
        wake.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Up to where all is handled.
  public T handled() {
    lock.lock();
    try {
      return handled;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (awaitWork()) {
        write();
        awaitClose();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitWork() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = pace.signOfLife().toNanos();
      while (!closed && handled.equals(written) && left > 0) {
        left = wake.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void awaitClose() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = pace.apart().toNanos();
      while (!closed && left > 0) {
        left = wake.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private record Owed<T>(T position, boolean replaces) {}

  private Owed<T> owed() {
    lock.lock();
    try {
      return new Owed<>(handled, replaces);
    } finally {
      lock.unlock();
    }
  }

  private void write() {
    Owed<T> owed = owed();
    try {
      storage.store(owed.position(), owed.replaces());
    } catch (DatastoreException failure) {
      LOG.warn("the position of {} could not be stored yet: {}", client, failure.getMessage());
      return;
    } catch (RuntimeException defect) {
      // Without this thread no position would ever be stored again.
      LOG.error("the position of {} could not be stored yet", client, defect);
      return;
    }
    lock.lock();
    try {
      written = owed.position();
      // A gap that came meanwhile is still to be written over what is stored.
      replaces = replaces && !handled.equals(written);
    } finally {
      lock.unlock();
    }
  }

  /// Stores the last position and ends.
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(LAST_WRITE_SECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (isOwed()) {
      write();
    }
  }

  private boolean isOwed() {
    lock.lock();
    try {
      return !handled.equals(written);
    } finally {
      lock.unlock();
    }
  }
}
