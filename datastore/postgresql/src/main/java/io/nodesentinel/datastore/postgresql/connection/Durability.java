package io.nodesentinel.datastore.postgresql.connection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// Whether the server keeps what it has acknowledged. With `synchronous_commit` or `fsync` off a
/// crash of the server may take back commits that readers of changes have seen already. Nothing
/// here can help that, so it is said.
public final class Durability {
  private static final String OFF =
      """
      SELECT string_agg(name, ' and ' ORDER BY name) FROM pg_settings
      WHERE name IN ('fsync', 'synchronous_commit') AND setting = 'off'
      """;

  private Durability() {}

  /// A sentence for the log; empty if commits are durable.
  public static Optional<String> weakness(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(OFF);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return Optional.ofNullable(row.getString(1))
          .map(settings ->
              "PostgreSQL runs with "
                  + settings
                  + " off: if the server crashes, events that it has acknowledged may be lost, and"
                  + " changes that were handled may come undone.");
    }
  }
}
