package io.nodesentinel.datastore.postgresql.changelog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;

/// Waiting for changes on the reader's connection, so that an idle stream costs next to nothing and
/// a busy one costs the writers nothing.
///
/// A NOTIFY takes a lock of the whole database until its transaction is flushed, so commits that
/// notify queue up. Writers therefore notify only while a reader sleeps, which they see by an
/// advisory lock: exclusive for a sleeping reader, shared for each transaction that wrote. A reader
/// that gets the lock knows that all such transactions have ended; what they wrote it finds by
/// looking once more before it sleeps. Whoever writes after that does not get the lock, and
/// notifies.
///
/// Of several processes only one holds the lock. The others see that somebody does, and sleep too:
/// the NOTIFY reaches all. Their sleep is short, since the holder may go away.
final class WakeUp {
  /// As in `datastore_wake()`.
  private static final String KEY = "1316180560, 1";

  private static final Duration SHORTEST = Duration.ofMillis(2);
  private static final Duration LONGEST_POLL = Duration.ofMillis(50);
  private static final Duration BESIDE_ANOTHER = Duration.ofMillis(250);

  private final Connection connection;
  private final Duration sleep;
  private boolean holding;
  private Duration poll = SHORTEST;

  /// Begins to listen.
  ///
  /// @param sleep at most, before the stream is looked at all the same
  WakeUp(Connection connection, Duration sleep) throws SQLException {
    this.connection = connection;
    this.sleep = sleep;
    execute("LISTEN nodesentinel_changes");
  }

  /// How long to wait when the last look found nothing.
  sealed interface Plan {
    /// Look once more, then sleep this long.
    record LookThenSleep(Duration most) implements Plan {}

    /// Sleep on.
    record Sleep(Duration most) implements Plan {}

    /// Writers are at work, or hidden changes wait; nobody will notify. Look again after this.
    record Poll(Duration most) implements Plan {}
  }

  /// Something was found: look often again, and let writers save the NOTIFY.
  void busy() throws SQLException {
    poll = SHORTEST;
    release();
  }

  /// Nothing was found.
  ///
  /// @param hidden there are changes that wait for an older transaction, whose end notifies nobody
  Plan idle(boolean hidden) throws SQLException {
    if (hidden) {
      release();
      return new Plan.Poll(nextPoll());
    }
    if (holding) {
      return new Plan.Sleep(sleep);
    }
    if (ask("SELECT pg_try_advisory_lock(" + KEY + ")")) {
      holding = true;
      return new Plan.LookThenSleep(sleep);
    }
    if (ask("SELECT pg_try_advisory_lock_shared(" + KEY + ")")) {
      execute("SELECT pg_advisory_unlock_shared(" + KEY + ")");
      return new Plan.Poll(nextPoll());
    }
    return new Plan.LookThenSleep(BESIDE_ANOTHER.compareTo(sleep) < 0 ? BESIDE_ANOTHER : sleep);
  }

  /// Waits for a NOTIFY.
  void await(Duration most) throws SQLException {
    connection.unwrap(PGConnection.class).getNotifications((int) Math.max(1, most.toMillis()));
  }

  private Duration nextPoll() {
    Duration now = poll;
    Duration doubled = poll.multipliedBy(2);
    poll = doubled.compareTo(LONGEST_POLL) < 0 ? doubled : LONGEST_POLL;
    return now;
  }

  private void release() throws SQLException {
    if (holding) {
      execute("SELECT pg_advisory_unlock(" + KEY + ")");
      holding = false;
    }
  }

  private boolean ask(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next() && result.getBoolean(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
