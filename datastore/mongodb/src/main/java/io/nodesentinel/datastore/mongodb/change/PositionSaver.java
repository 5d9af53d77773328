package io.nodesentinel.datastore.mongodb.change;

import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores the handled position of one client, a few times per second at most however often it
/// moves. Thread-safe. A crash between two writes makes the client see the changes between them
/// again.
final class PositionSaver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PositionSaver.class);
  private static final Duration BETWEEN_WRITES = Duration.ofMillis(200);

  private final ClientPositions positions;
  private final String client;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private final Thread thread;

  // Guarded by the lock.
  private StreamToken handled;
  private StreamToken written;
  private boolean replaces;
  private boolean closed;

  /// @param handled from where the client begins, which is stored or need not be
  PositionSaver(ClientPositions positions, String client, StreamToken handled) {
    this.positions = positions;
    this.client = client;
    this.handled = handled;
    this.written = handled;
    this.thread = Thread.ofVirtual().name("position-" + client).start(this::run);
  }

  /// Everything up to and with the position was handled.
  ///
  /// @param behindGap it is the position of a gap, and counts whatever was before; otherwise one
  ///   that is older than the last changes nothing
  void handled(StreamToken token, boolean behindGap) {
    lock.lock();
    try {
      if (behindGap || handled.isBefore(token)) {
        handled = token;
        replaces |= behindGap;
        wake.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  StreamToken handled() {
    lock.lock();
    try {
      return handled;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (awaitChange()) {
        write();
        awaitClose();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitChange() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && handled.equals(written)) {
        wake.await();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void awaitClose() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = BETWEEN_WRITES.toNanos();
      while (!closed && left > 0) {
        left = wake.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private record Owed(StreamToken token, boolean replaces) {}

  private @Nullable Owed owed() {
    lock.lock();
    try {
      return handled.equals(written) ? null : new Owed(handled, replaces);
    } finally {
      lock.unlock();
    }
  }

  /// A write that fails is made good by the next one; meanwhile a crash would repeat more.
  private void write() {
    Owed owed = owed();
    if (owed == null) {
      return;
    }
    try {
      if (owed.replaces()) {
        positions.replace(client, owed.token());
      } else {
        positions.store(client, owed.token());
      }
      lock.lock();
      try {
        written = owed.token();
        replaces &= !owed.replaces() || !handled.equals(written);
      } finally {
        lock.unlock();
      }
    } catch (DatastoreException failure) {
      LOG.warn("the position of {} could not be stored yet: {}", client, failure.getMessage());
    }
  }

  /// Stores the last position and ends.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    write();
  }
}
