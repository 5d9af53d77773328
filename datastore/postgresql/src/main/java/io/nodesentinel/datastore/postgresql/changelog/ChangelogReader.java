package io.nodesentinel.datastore.postgresql.changelog;

import io.nodesentinel.datastore.postgresql.connection.ConnectionSource;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the changelog for all clients of this process, on one connection and one thread of its
/// own, and goes on by itself when the connection breaks. Thread-safe.
final class ChangelogReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangelogReader.class);
  private static final long FIRST_RETRY_MILLIS = 20;
  private static final long LAST_RETRY_MILLIS = 1_000;

  /// A query that gets no answer for so long has lost its server.
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ConnectionSource connections;
  private final ChangeWindow window;
  private final PoisonRows poison;
  private final Duration sleep;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicBoolean renewal = new AtomicBoolean();
  private final AtomicReference<@Nullable Connection> current = new AtomicReference<>();
  private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
  private final LongAdder reads = new LongAdder();
  private final LongAdder failures = new LongAdder();

  // Used by the reader's thread only: the last row that was read.
  private @Nullable Newest newest;

  ChangelogReader(
      ConnectionSource connections, ChangeWindow window, PoisonRows poison, Duration sleep) {
    this.connections = connections;
    this.window = window;
    this.poison = poison;
    this.sleep = sleep;
    this.thread = Thread.ofPlatform().name("changelog-reader").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Goes on with a new connection, once it has read what it is reading.
  void renewConnection() {
    renewal.set(true);
  }

  /// Why there is no connection now; null while there is one.
  @Nullable SQLException failure() {
    return failure.get();
  }

  /// Queries of the changelog so far.
  long reads() {
    return reads.sum();
  }

  /// Connections lost or refused so far.
  long failures() {
    return failures.sum();
  }

  private void run() {
    long retry = FIRST_RETRY_MILLIS;
    while (!isClosing()) {
      long before = reads.sum();
      renewal.set(false);
      try (Connection connection = connections.open()) {
        current.set(connection);
        if (isClosing()) {
          return;
        }
        follow(connection);
        retry = FIRST_RETRY_MILLIS;
      } catch (SQLException lost) {
        if (isClosing()) {
          return;
        }
        failures.increment();
        failure.set(lost);
        retry = reads.sum() > before + 1 ? FIRST_RETRY_MILLIS : retry;
        LOG.warn(
            "the change stream lost its connection and tries again: {}", SqlErrors.words(lost));
      } catch (RuntimeException broken) {
        failures.increment();
        failure.set(new SQLException("reading the changelog failed", broken));
        LOG.error("the change stream failed and begins anew", broken);
      } finally {
        current.set(null);
      }
      pause(retry);
      retry = Math.min(LAST_RETRY_MILLIS, retry * 2);
    }
  }

  private void follow(Connection connection) throws SQLException {
    ServerIdentity server = Incarnation.settle(connection);
    // After that, which may take its time, queries are short. A connection that a firewall has
    // forgotten must not look like one on which nothing changes.
    connection.setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis());
    StreamToken end = window.end();
    if (end != null && end.server().equals(server) && isForgotten(connection, end.position())) {
      server = Incarnation.beginHistory(connection);
      LOG.warn("the server was put back to an earlier state; clients are told of a gap");
    }
    if (end == null || !end.server().equals(server)) {
      window.begin(server, Incarnation.now(connection));
    }
    WakeUp wakeUp = new WakeUp(connection, sleep);
    ChangelogQuery query = new ChangelogQuery(poison);
    boolean looked = false;
    while (!isClosing() && !renewal.get()) {
      Batch batch = read(connection, query, server);
      if (batch.more()) {
        wakeUp.busy();
        looked = false;
        continue;
      }
      switch (wakeUp.idle(batch.hidden())) {
        case WakeUp.Plan.LookThenSleep(Duration most) -> {
          if (looked) {
            wakeUp.await(most);
          }
          looked = !looked;
        }
        case WakeUp.Plan.Sleep(Duration most) -> wakeUp.await(most);
        case WakeUp.Plan.Poll(Duration most) -> {
          looked = false;
          wakeUp.await(most);
        }
      }
    }
  }

  private boolean isForgotten(Connection connection, StreamPosition end) throws SQLException {
    Newest row = newest;
    Instant changedAt =
        row != null && row.position.equals(end) && row.changedAt.isAfter(Instant.EPOCH)
            ? row.changedAt
            : null;
    return !end.equals(StreamPosition.START) && !Incarnation.remembers(connection, end, changedAt);
  }

  /// @param changedAt the epoch if the row did not say
  private record Newest(StreamPosition position, Instant changedAt) {}

  private Batch read(Connection connection, ChangelogQuery query, ServerIdentity server)
      throws SQLException {
    StreamToken end = window.end();
    StreamPosition from = end == null ? StreamPosition.START : end.position();
    Batch batch = query.after(connection, from);
    reads.increment();
    failure.set(null);
    if (from.isBefore(batch.floor()) || from.xid() >= batch.ceiling()) {
      // Removed before we came to it, or from a time that this server has not reached. Each client
      // finds that for itself, since its position is not in the window any more.
      query.reset();
      window.begin(server, Incarnation.now(connection));
    } else if (batch.more()) {
      window.append(batch);
      if (!batch.rows().isEmpty()) {
        ChangelogRow last = batch.rows().getLast();
        newest = new Newest(last.position(), last.committedAt());
      }
    }
    return batch;
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void pause(long millis) {
    try {
      boolean closed =
          closing.await(
              millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1),
              TimeUnit.MILLISECONDS);
      if (closed) {
        LOG.debug("the change stream ends");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    Connection open = current.get();
    if (open != null) {
      try {
        // A thread that waits in a socket cannot be interrupted.
        open.abort(Runnable::run);
      } catch (SQLException broken) {
        LOG.debug("the connection of the change stream was gone already", broken);
      }
    }
    window.close();
  }
}
