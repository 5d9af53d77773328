package io.nodesentinel.datastore.kubernetes.change;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.HISTORY_GAP;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.kubernetes.change.WatchSource.Events;
import io.nodesentinel.datastore.kubernetes.client.ApiErrors;
import io.nodesentinel.datastore.processing.RetryPolicy;
import io.nodesentinel.datastore.spi.PositionedWatcher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one watch after the other on the caller's thread, each from where the last one came to:
/// after trouble with growing pauses, after lost history from now, with a gap. A server whose
/// version is lower than ours was restored from a backup, and what we know may be undone: that is a
/// gap too, since it would keep silent until it has caught up.
///
/// [#next] is for one thread; [#close] may be called from any.
final class WatchReader implements PositionedWatcher.Changes {
  private static final Logger LOG = LoggerFactory.getLogger(WatchReader.class);
  private static final RetryPolicy PAUSES =
      new RetryPolicy(1, Duration.ofMillis(100), Duration.ofSeconds(30));

  /// The API server sends a bookmark about every minute; a connection without any is broken.
  private static final Duration SILENCE = Duration.ofSeconds(150);

  /// A watch that ends so soon is no good one, though nobody says why.
  private static final long AT_ONCE = Duration.ofSeconds(1).toNanos();

  private final WatchSource source;
  private final ChangeReading reading;
  private final CountDownLatch closed = new CountDownLatch(1);

  /// What was there when the client began at the beginning.
  private final Queue<WatchEvent.Changed> first;

  private volatile @Nullable Events events;
  private long position;
  private boolean skipped;
  private int failures;
  private long openedAt = System.nanoTime();
  private long heardAt = System.nanoTime();
  private long retryAt = System.nanoTime();
  private @Nullable DatastoreException trouble;

  /// @param first what is told before the watch begins, by version
  /// @param position after which the watch begins
  WatchReader(
      WatchSource source,
      ChangeReading reading,
      Collection<WatchEvent.Changed> first,
      long position) {
    this.source = source;
    this.reading = reading;
    this.first = new ArrayDeque<>(first);
    this.position = position;
  }

  /// What comes next; null if nothing does in time.
  ///
  /// @throws DatastoreException if the server cannot be watched, for all of the time given
  @Override
  public @Nullable Change next(Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (closed.getCount() > 0) {
      Change change = step(deadline);
      if (change != null) {
        return change;
      }
      if (System.nanoTime() - deadline >= 0 && !skipped) {
        DatastoreException failure = trouble;
        if (failure != null) {
          throw failure;
        }
        return null;
      }
    }
    return null;
  }

  private @Nullable Change step(long deadline) throws InterruptedException {
    WatchEvent.Changed listed = first.poll();
    if (listed != null) {
      return reading.changed(listed).orElse(null);
    }
    Events open = events;
    if (open == null) {
      return skipped ? bare() : reopen(deadline);
    }
    Duration wait =
        skipped ? Duration.ZERO : Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    WatchEvent event = open.next(wait.compareTo(SILENCE) < 0 ? wait : SILENCE);
    return switch (event) {
      case null -> quiet();
      case WatchEvent.Changed changed -> told(changed);
      case WatchEvent.Bookmark(long version) -> bookmark(version);
      case WatchEvent.Expired(String reason) -> gap(reason);
      case WatchEvent.Ended(String why) -> ended(why);
    };
  }

  private @Nullable Change quiet() {
    if (skipped) {
      return bare();
    }
    if (System.nanoTime() - heardAt > SILENCE.toNanos()) {
      failed(
          DatastoreException.of(Kind.CHANGE_STREAM, "The watch was silent for " + SILENCE + ".")
              .from(ApiErrors.PROVIDER));
    }
    return null;
  }

  private @Nullable Change told(WatchEvent.Changed changed) {
    heard();
    position = changed.version();
    Optional<Change> wanted = reading.changed(changed);
    skipped = wanted.isEmpty();
    return wanted.orElse(null);
  }

  private @Nullable Change bookmark(long version) {
    heard();
    if (version <= position) {
      return null;
    }
    position = version;
    return bare();
  }

  private Change bare() {
    skipped = false;
    return new Change.Position(new StreamToken(position).toResumeToken());
  }

  private void heard() {
    heardAt = System.nanoTime();
    failures = 0;
    trouble = null;
  }

  private @Nullable Change ended(@Nullable String why) {
    if (why == null && System.nanoTime() - openedAt > AT_ONCE) {
      // Its time was over.
      closeEvents();
    } else {
      failed(
          DatastoreException.of(
                  Kind.CHANGE_STREAM,
                  "The watch ended: %s.".formatted(why == null ? "at once" : why))
              .from(ApiErrors.PROVIDER));
    }
    return null;
  }

  private @Nullable Change reopen(long deadline) throws InterruptedException {
    long now = System.nanoTime();
    if (now - retryAt < 0) {
      long pause = Math.min(retryAt - now, Math.max(0, deadline - now));
      boolean over = closed.await(pause, TimeUnit.NANOSECONDS);
      if (over || System.nanoTime() - retryAt < 0) {
        return null;
      }
    }
    try {
      long version = source.now();
      if (version < position) {
        return gap(
            "the API server is at version %d, before the position %d: it was restored"
                .formatted(version, position));
      }
      Events opened = source.open(position);
      events = opened;
      if (closed.getCount() == 0) {
        opened.close();
      }
      openedAt = System.nanoTime();
      heardAt = openedAt;
      trouble = null;
      return null;
    } catch (DatastoreException failure) {
      if (failure.kind() == HISTORY_GAP) {
        return gap("the API server does not keep changes since then");
      }
      failed(failure);
      return null;
    }
  }

  /// The new position is read before the gap is told, so that what changes while the client reads
  /// everything anew comes after it.
  private @Nullable Change gap(String reason) {
    closeEvents();
    try {
      position = source.now();
    } catch (DatastoreException failure) {
      // Asked again; the history is still lost then.
      failed(failure);
      return null;
    }
    heard();
    skipped = false;
    return new Change.HistoryGap(
        "Changes of HealthEvents are missing for client %s: %s. Read the collection anew."
            .formatted(reading.request().client(), reason),
        new StreamToken(position).toResumeToken());
  }

  private void failed(DatastoreException failure) {
    closeEvents();
    failures++;
    Duration pause = PAUSES.backOff(failures, ThreadLocalRandom.current().nextDouble());
    retryAt = System.nanoTime() + pause.toNanos();
    trouble = failure;
    LOG.warn(
        "client {} cannot watch HealthEvents, next try in {} ms: {}",
        reading.request().client(),
        pause.toMillis(),
        failure.getMessage());
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
    Events open = events;
    if (open != null) {
      open.close();
    }
  }
}
