package io.nodesentinel.e2e.bench.datastore;

import io.nodesentinel.e2e.bench.cluster.BenchException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What one would write first: reads the same changelog in the order of `(changed_at, id)`, and
/// goes on after the last row that it saw. The time is that of the beginning of a transaction and
/// numbers are drawn before it commits, so rows appear behind the position and are never read. For
/// comparison.
final class NaivePoller implements AutoCloseable {
  /// It would read the whole table each time without.
  private static final String INDEX = "CREATE INDEX naive ON datastore_changelog (changed_at, id)";

  private static final String SQL =
      """
      SELECT changed_at, id, new_values #>> '{document,healthevent,nodeName}',
        new_values #>> '{document,healthevent,metadata,number}'
      FROM datastore_changelog WHERE (changed_at, id) > (?, ?) ORDER BY changed_at, id LIMIT 1000
      """;

  private static final long PAUSE_NANOS = 5_000_000;

  private final Thread thread;
  private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
  private volatile boolean stopped;

  NaivePoller(BenchPostgres postgres, String database, Ledger ledger) {
    postgres.execute(database, INDEX);
    this.thread =
        Thread.ofPlatform()
            .name("naive-poller")
            .daemon()
            .start(() -> {
              try (Connection connection = postgres.connect(database)) {
                poll(connection, ledger);
              } catch (SQLException broken) {
                failure.set(broken);
              }
            });
  }

  private void poll(Connection connection, Ledger ledger) throws SQLException {
    Timestamp changedAt = new Timestamp(0);
    long id = 0;
    try (PreparedStatement select = connection.prepareStatement(SQL)) {
      while (!stopped) {
        select.setTimestamp(1, changedAt);
        select.setLong(2, id);
        boolean any = false;
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            any = true;
            changedAt = row.getTimestamp(1);
            id = row.getLong(2);
            ledger.handled(Load.node(row.getString(3)), Integer.parseInt(row.getString(4)));
          }
        }
        if (!any) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    SQLException broken = failure.get();
    if (broken != null) {
      throw new BenchException("the naive poller: " + broken.getMessage(), broken);
    }
  }
}
