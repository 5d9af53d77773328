package io.nodesentinel.datastore.postgresql.connection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Who moves history into a database, and who acts on what is reported in it, exclude each other,
/// by advisory locks. They belong to the session of their connection, so the server gives them back
/// when either end dies. Such a connection is never one of a pool, which would hand the lock to
/// whoever comes next, and lose it when it recycles.
public enum HistoryLock {
  /// Acts on what is reported. Any number may.
  ACTING("pg_try_advisory_lock_shared", 5),
  /// Moves history, with nobody who acts on it.
  MOVING("pg_try_advisory_lock", 5),
  /// Moves something, whoever acts on it.
  ONLY_MOVE("pg_try_advisory_lock", 6);

  /// Of all our locks; the numbers 1 to 4 are those of the change stream and of retention.
  private static final int KEY = 1_316_180_560;

  private final String function;
  private final int number;

  HistoryLock(String function, int number) {
    this.function = function;
    this.number = number;
  }

  /// Takes it, until the connection is closed. Nobody waits in line.
  ///
  /// @return false if somebody has what excludes it
  public boolean take(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("SELECT " + function + "(?, ?)")) {
      select.setInt(1, KEY);
      select.setInt(2, number);
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
