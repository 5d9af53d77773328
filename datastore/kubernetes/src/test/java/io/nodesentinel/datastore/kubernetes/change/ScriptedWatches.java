package io.nodesentinel.datastore.kubernetes.change;

import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An API server whose watches go as a test says. Each script is one watch.
final class ScriptedWatches implements WatchSource {
  private final Queue<Supplier<List<WatchEvent>>> scripts = new ArrayDeque<>();
  final List<Long> opened = new ArrayList<>();
  long version = 100;
  int closedWatches;

  /// The next watch delivers these, and then nothing.
  ScriptedWatches watch(WatchEvent... events) {
    scripts.add(() -> List.of(events));
    return this;
  }

  /// The next watch cannot be opened.
  ScriptedWatches refuse(DatastoreException.Kind kind) {
    scripts.add(() -> {
      throw DatastoreException.of(kind, "no watch now");
    });
    return this;
  }

  @Override
  public long now() {
    return version;
  }

  @Override
  public Events open(long from) {
    opened.add(from);
    Supplier<List<WatchEvent>> script = scripts.poll();
    Deque<WatchEvent> events =
        new ArrayDeque<>(script == null ? List.<WatchEvent>of() : script.get());
    return new Events() {
      @Override
      public @Nullable WatchEvent next(Duration wait) throws InterruptedException {
        WatchEvent event = events.poll();
        if (event == null && !wait.isZero()) {
          // As a quiet connection would.
          new CountDownLatch(1).await(wait.toNanos(), TimeUnit.NANOSECONDS);
        }
        return event;
      }

      @Override
      public void close() {
        closedWatches++;
      }
    };
  }
}
