package io.nodesentinel.datastore.postgresql.changelog;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores the handled position of one client, at most a few times per second however often it
/// moves, and now and then when it does not, so that the client counts as alive. Thread-safe.
///
/// A crash between two writes makes the client see the changes between them again.
final class PositionSaver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PositionSaver.class);
  private static final Duration BETWEEN_WRITES = Duration.ofMillis(200);
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(30);

  private final ClientPositions positions;
  private final String client;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private final Thread thread;
  private StreamToken handled;
  private @Nullable StreamToken written;
  private boolean closed;

  /// @param handled from where the client begins
  PositionSaver(ClientPositions positions, String client, StreamToken handled) {
    this.positions = positions;
    this.client = client;
    this.handled = handled;
    this.written = handled;
    this.thread = Thread.ofVirtual().name("position-" + client).start(this::run);
  }

  /// Everything up to and with the position was handled. An older one changes nothing.
  void handled(StreamToken token) {
    lock.lock();
    try {
      if (!token.server().equals(handled.server())
          || handled.position().isBefore(token.position())) {
        handled = token;
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
      while (awaitWork()) {
        write();
        awaitClose(BETWEEN_WRITES);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitWork() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = SIGN_OF_LIFE.toNanos();
      while (!closed && handled.equals(written) && left > 0) {
        left = wake.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void awaitClose(Duration most) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = most.toNanos();
      while (!closed && left > 0) {
        left = wake.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// A write that fails is made good by the next one; meanwhile a crash would repeat more.
  private void write() {
    StreamToken now = handled();
    try {
      positions.store(client, now);
      lock.lock();
      try {
        written = now;
      } finally {
        lock.unlock();
      }
    } catch (SQLException failure) {
      LOG.warn("the position of {} could not be stored yet: {}", client, failure.getMessage());
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
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (!handled().equals(written)) {
      write();
    }
  }
}
