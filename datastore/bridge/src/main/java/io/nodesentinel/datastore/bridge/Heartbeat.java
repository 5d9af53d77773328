package io.nodesentinel.datastore.bridge;

import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the store for a sign of life each second, in a thread of its own, since a stream that is
/// silent may be idle or dead; and now and then for figures that it has to ask for.
final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final int FIGURES_EVERY = 10;

  private final Opening opening;
  private final SourceState state;
  private final Supplier<Optional<ChangeStreamWatcher>> stream;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Pace pace = new Pace(closing);
  private final Thread thread =
      Thread.ofPlatform().name("datastore-heartbeat").daemon().unstarted(this::run);
  private volatile Figures figures = new Figures(Duration.ZERO, 0, null);

  /// What was asked for last.
  record Figures(Duration lag, long backlog, @Nullable Instant certificateExpiry) {}

  Heartbeat(Opening opening, SourceState state, Supplier<Optional<ChangeStreamWatcher>> stream) {
    this.opening = opening;
    this.state = state;
    this.stream = stream;
  }

  void start() {
    thread.start();
  }

  Figures figures() {
    return figures;
  }

  private void run() {
    try {
      int beats = 0;
      do {
        try {
          beat(beats++);
        } catch (DatastoreException failure) {
          state.unreachable(failure.getMessage());
        } catch (RuntimeException defect) {
          state.unreachable("a defect: " + defect);
          LOG.error("asking the datastore for a sign of life failed", defect);
        }
      } while (pace.await(EVERY));
    } catch (InterruptedException _) {
      LOG.debug("the heartbeat of the datastore ends");
    }
  }

  private void beat(int number) {
    Optional<DataStore> store = opening.ifOpen();
    if (store.isEmpty()) {
      return;
    }
    long asked = System.nanoTime();
    store.get().client().ping();
    state.answered(asked);
    if (number % FIGURES_EVERY == 0) {
      Instant expiry = store.get().certificateExpiry().orElse(null);
      figures =
          stream
              .get()
              .map(s -> new Figures(s.lag(), s.backlog(), expiry))
              .orElse(new Figures(Duration.ZERO, 0, expiry));
    }
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }
}
