package io.nodesentinel.datastore.postgresql.changelog;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Reads a watcher on a thread of its own and keeps account: what it saw last of each record, what
/// came out of order, what came twice.
final class Consumer implements AutoCloseable {
  private final ChangeStreamWatcher watcher;
  private final Thread thread;
  private final Map<UUID, Long> latest = new ConcurrentHashMap<>();
  private final Map<String, Integer> tokens = new ConcurrentHashMap<>();
  private final List<String> disorder = new CopyOnWriteArrayList<>();
  private final List<Change.HistoryGap> gaps = new CopyOnWriteArrayList<>();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong superseded = new AtomicLong();
  private final AtomicReference<@Nullable DatastoreException> fatal = new AtomicReference<>();
  private final Runnable perChange;
  private volatile boolean stopped;
  private volatile boolean marking = true;

  Consumer(ChangeStreamWatcher watcher) {
    this(watcher, () -> {});
  }

  /// @param perChange what handling a change takes
  Consumer(ChangeStreamWatcher watcher, Runnable perChange) {
    this.watcher = watcher;
    this.perChange = perChange;
    this.thread = Thread.ofVirtual().start(this::run);
  }

  private void run() {
    while (!stopped) {
      try {
        Change change = watcher.next(Duration.ofMillis(100));
        if (change != null && !stopped) {
          take(change);
        }
      } catch (DatastoreException retried) {
        if (!retried.isRetryable()) {
          fatal.set(retried);
          return;
        }
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void take(Change change) {
    switch (change) {
      case Change.HistoryGap gap -> gaps.add(gap);
      case Change.Position _ -> {}
      case Change.Changed changed -> {
        perChange.run();
        note(changed);
      }
    }
    if (marking) {
      watcher.markProcessed(change.token());
    }
  }

  private void note(Change.Changed changed) {
    delivered.incrementAndGet();
    tokens.merge(changed.token().value(), 1, Integer::sum);
    if (changed.superseded()) {
      superseded.incrementAndGet();
      return;
    }
    if (changed.after() == null || !(changed.id() instanceof IdValue(String id))) {
      return;
    }
    long n =
        changed.after().at("n").orElseThrow() instanceof IntegerValue(long number) ? number : -1;
    Long before = latest.put(UUID.fromString(id), n);
    if (before != null && before > n) {
      disorder.add(id + ": " + before + " and then " + n);
    }
  }

  /// The error that ended reading, for it may not be retried; null if there was none.
  @Nullable DatastoreException fatal() {
    return fatal.get();
  }

  /// What comes from now on is delivered and never marked as handled.
  void stopMarking() {
    marking = false;
  }

  /// The last value seen of each record.
  Map<UUID, Long> latest() {
    return latest;
  }

  List<String> disorder() {
    return disorder;
  }

  List<Change.HistoryGap> gaps() {
    return gaps;
  }

  long delivered() {
    return delivered.get();
  }

  long superseded() {
    return superseded.get();
  }

  long repeated() {
    return tokens.values().stream().filter(times -> times > 1).count();
  }

  /// Stops reading without storing anything more, as a crash does.
  void kill() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void close() {
    kill();
    watcher.close();
  }
}
