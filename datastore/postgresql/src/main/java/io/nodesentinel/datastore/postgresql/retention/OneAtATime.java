package io.nodesentinel.datastore.postgresql.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Advisory locks of the passes: two processes at the same rows would only wait for each other.
enum OneAtATime {
  EVENTS(3),
  DEAD_LETTERS(4);

  /// As for the changelog, whose passes have number 2.
  private static final int KEY = 1_316_180_560;

  private final int number;

  OneAtATime(int number) {
    this.number = number;
  }

  /// Takes the lock until the transaction ends.
  ///
  /// @return false if another process has it
  boolean lock(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?, ?)")) {
      statement.setInt(1, KEY);
      statement.setInt(2, number);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
