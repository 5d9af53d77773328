package io.nodesentinel.operator.cluster;

import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.Leadership;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Bounds how many writes are under way. The API server gives its time to whoever asks, so what
/// must be quick goes first: until no Node write has waited or been under way for a moment,
/// everything else shares a few places. The moment matters in a burst: its Node writes come in one
/// by one, and what filled each gap between two of them would take the server's time from the next.
/// Thread-safe; waiting threads are cheap (virtual).
public final class WriteLanes {
  /// What a write is for.
  public enum Lane {
    /// Cordon, release, cancel: the Node itself.
    NODE,
    /// What follows from it.
    BOOKKEEPING
  }

  /// Places that bookkeeping always has, so that it goes on, slowly, in the longest burst.
  private static final int ALWAYS = 2;

  /// For so long after a Node write the next one is expected.
  private static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final int places;
  private final Leadership leadership;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition nodeTurn = lock.newCondition();
  private final Condition otherTurn = lock.newCondition();
  private long lastNodeWrite = System.nanoTime() - CALM_NANOS;

  /// One of those who wait for calm looks at the clock; woken all at once they would cost more than
  /// their writes.
  private boolean clockWatched;

  private int nodeWaiting;
  private int nodeUnderWay;
  private int otherUnderWay;

  /// Lanes with so many places in all.
  ///
  /// @param places how many writes may be under way, at least 4
  /// @param leadership asked when it is a write's turn, which may be long after it was decided on
  public WriteLanes(int places, Leadership leadership) {
    this.places = Math.max(places, 2 * ALWAYS);
    this.leadership = leadership;
  }

  /// Runs the write when it is its turn.
  ///
  /// @throws ApiException of kind BUSY if this replica does not lead any more by then
  /// @throws IllegalStateException if the thread is interrupted while it waits
  public <T> T in(Lane lane, Supplier<T> write) {
    enter(lane);
    try {
      if (!leadership.isLeader()) {
        throw new ApiException(
            ApiException.Kind.BUSY, "this replica does not lead any more", null, null);
      }
      return write.get();
    } finally {
      leave(lane);
    }
  }

  private void enter(Lane lane) {
    lock.lock();
    try {
      if (lane == Lane.NODE) {
        enterNode();
      } else {
        enterOther();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while waiting to write", interrupted);
    } finally {
      wakeNext();
      lock.unlock();
    }
  }

  private void enterNode() throws InterruptedException {
    nodeWaiting++;
    try {
      while (!isRoomForNode()) {
        nodeTurn.await();
      }
      nodeUnderWay++;
    } finally {
      nodeWaiting--;
    }
  }

  private void enterOther() throws InterruptedException {
    while (!isRoomForOther()) {
      long calm = nanosUntilCalm();
      if (calm <= 0 || clockWatched) {
        otherTurn.await();
      } else {
        clockWatched = true;
        try {
          var _ = otherTurn.awaitNanos(calm);
        } finally {
          clockWatched = false;
        }
      }
    }
    otherUnderWay++;
  }

  private boolean isRoomForNode() {
    return nodeUnderWay + otherUnderWay < places;
  }

  private boolean isRoomForOther() {
    return otherUnderWay < (nanosUntilCalm() > 0 ? ALWAYS : places - ALWAYS);
  }

  private long nanosUntilCalm() {
    return nodeWaiting + nodeUnderWay > 0
        ? CALM_NANOS
        : lastNodeWrite + CALM_NANOS - System.nanoTime();
  }

  private void leave(Lane lane) {
    lock.lock();
    try {
      if (lane == Lane.NODE) {
        nodeUnderWay--;
        lastNodeWrite = System.nanoTime();
      } else {
        otherUnderWay--;
      }
      wakeNext();
    } finally {
      lock.unlock();
    }
  }

  /// Whoever gets in wakes the next in turn, while there is room.
  private void wakeNext() {
    if (isRoomForNode()) {
      nodeTurn.signal();
    }
    if (isRoomForOther() || !clockWatched) {
      otherTurn.signal();
    }
  }
}
