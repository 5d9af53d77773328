package io.nodesentinel.datastore.mongodb.change;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.HISTORY_GAP;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.change.EventSource.Detail;
import io.nodesentinel.datastore.mongodb.change.EventSource.Events;
import io.nodesentinel.datastore.spi.PositionedWatcher;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a change stream on a thread of its own, and goes on by itself: after an error from the
/// last position with growing pauses, after lost history from now with a gap, after the end of the
/// collection behind it with a gap, past an event that is too large without its documents.
///
/// What was read waits in a short queue; while that is full nothing more is read.
final class ChangeReader implements PositionedWatcher.Changes {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeReader.class);
  private static final int QUEUE = 64;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(10);

  /// An error that lasts longer is told to the caller.
  private static final long GRACE = Duration.ofSeconds(2).toNanos();

  /// A server that does not wait for events is asked again after so long.
  private static final Duration IDLE = Duration.ofMillis(50);

  /// A bare position is told at most so often, since storing it is a change in the database too.
  private static final long BETWEEN_POSITIONS = Duration.ofSeconds(5).toNanos();

  private final EventSource source;
  private final ChangeReading reading;
  private final BlockingQueue<Change> queue = new ArrayBlockingQueue<>(QUEUE);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  // Used by the reader's thread only, once it runs.
  private @Nullable Events events;
  private StreamToken position;
  private StreamToken told;
  private @Nullable String lost;
  private Detail detail = Detail.FULL;
  private long positionToldAt = System.nanoTime() - BETWEEN_POSITIONS;

  private volatile @Nullable Trouble trouble;

  private record Trouble(DatastoreException failure, long since) {}

  /// @param first a cursor that is open already; null to open one at the position
  ChangeReader(
      String name,
      EventSource source,
      ChangeReading reading,
      @Nullable Events first,
      StreamToken position) {
    this.source = source;
    this.reading = reading;
    this.events = first;
    this.position = position;
    this.told = position;
    this.thread = Thread.ofVirtual().name("changes-" + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// What comes next; null if nothing does in time.
  ///
  /// @throws DatastoreException if the stream cannot be read, for longer than a moment
  @Override
  public @Nullable Change next(Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (true) {
      long left = deadline - System.nanoTime();
      Change change =
          queue.poll(
              Math.max(0, Math.min(left, TimeUnit.MILLISECONDS.toNanos(200))),
              TimeUnit.NANOSECONDS);
      if (change != null || isClosed()) {
        return change;
      }
      if (left <= 0) {
        Trouble now = trouble;
        if (now != null && System.nanoTime() - now.since() > GRACE) {
          throw now.failure();
        }
        return null;
      }
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!isClosed()) {
        try {
          step();
          trouble = null;
          pause = FIRST_PAUSE;
        } catch (DatastoreException failure) {
          closeEvents();
          // Closing cuts a read short, which is no trouble.
          if (isClosed() || recovers(failure)) {
            continue;
          }
          note(failure);
          long nanos = ThreadLocalRandom.current().nextLong(pause.toNanos() / 2, pause.toNanos());
          awaitClose(nanos);
          pause =
              pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      closeEvents();
    }
  }

  private void step() throws InterruptedException {
    Events open = events == null ? open() : events;
    long began = System.nanoTime();
    StreamEvent event = open.next();
    if (event == null) {
      position = open.position();
      tellPosition();
      if (System.nanoTime() - began < IDLE.toNanos() / 2) {
        awaitClose(IDLE.toNanos());
      }
      return;
    }
    position = event.token();
    switch (event) {
      case StreamEvent.Written written -> tell(reading.change(written));
      case StreamEvent.Other _ -> {}
      case StreamEvent.Ended _ -> {
        closeEvents();
        tell(
            reading.gap(
                "the collection was dropped or renamed, which deletes documents without a change of"
                    + " each",
                position));
      }
    }
    if (detail == Detail.LEAN) {
      // Only the one that was too large.
      detail = Detail.FULL;
      closeEvents();
    }
  }

  private Events open() throws InterruptedException {
    String reason = lost;
    Events opened = source.open(reason == null ? position : null, detail);
    events = opened;
    if (reason != null) {
      position = opened.position();
      lost = null;
      tell(reading.gap(reason, position));
    }
    return opened;
  }

  /// Whether the next step goes on in another way, without a pause.
  private boolean recovers(DatastoreException failure) {
    if (failure.kind() == HISTORY_GAP && lost == null) {
      LOG.warn("changes are missing: {}", failure.getMessage());
      lost = failure.getMessage();
      return true;
    }
    if (StreamErrors.isTooLarge(failure) && detail == Detail.FULL) {
      detail = Detail.LEAN;
      return true;
    }
    return false;
  }

  private void note(DatastoreException failure) {
    Trouble before = trouble;
    if (before == null) {
      LOG.warn("the change stream is interrupted, and will be resumed: {}", failure.getMessage());
    }
    trouble = new Trouble(failure, before == null ? System.nanoTime() : before.since());
  }

  private void tellPosition() throws InterruptedException {
    long now = System.nanoTime();
    if (!position.equals(told) && now - positionToldAt >= BETWEEN_POSITIONS) {
      positionToldAt = now;
      tell(new Change.Position(position.toResumeToken()));
    }
  }

  private void tell(Change change) throws InterruptedException {
    told = position;
    queue.put(change);
  }

  private void awaitClose(long nanos) throws InterruptedException {
    // Whether it was closed is asked by the loop.
    boolean _ = closed.await(nanos, TimeUnit.NANOSECONDS);
  }

  private void closeEvents() {
    Events open = events;
    events = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
