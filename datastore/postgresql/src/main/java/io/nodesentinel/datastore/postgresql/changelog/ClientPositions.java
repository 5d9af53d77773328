package io.nodesentinel.datastore.postgresql.changelog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/// The positions in `resume_tokens`. Thread-safe.
final class ClientPositions {
  private final DataSource pool;

  ClientPositions(DataSource pool) {
    this.pool = pool;
  }

  /// A position of a client; empty if it has none, or one that another system wrote.
  Optional<StreamToken> stored(String client) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT resume_token::text FROM resume_tokens WHERE client_name = ?")) {
      select.setString(1, client);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.ofNullable(StreamToken.parseOrNull(row.getString(1)))
            : Optional.empty();
      }
    }
  }

  /// Stores a first position, so that the changelog is kept for the client from now on and a crash
  /// before anything was handled loses nothing. A position of ours that is there stays.
  void register(String client, StreamToken token) throws SQLException {
    // "??" is how the driver spells the operator "?".
    try (Connection connection = pool.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO resume_tokens AS r (client_name, resume_token, last_updated)
                VALUES (?, CAST(? AS jsonb), now())
                ON CONFLICT (client_name) DO UPDATE
                  SET resume_token = EXCLUDED.resume_token, last_updated = now()
                  WHERE NOT r.resume_token ?? 'xid'
                """)) {
      insert.setString(1, client);
      insert.setString(2, token.toJson());
      insert.executeUpdate();
    }
  }

  /// Stores a position and says that the client lives. Never moves backwards on one server.
  void store(String client, StreamToken token) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement upsert =
            connection.prepareStatement(
                """
                INSERT INTO resume_tokens AS r (client_name, resume_token, last_updated)
                VALUES (?, CAST(? AS jsonb), now())
                ON CONFLICT (client_name) DO UPDATE
                  SET last_updated = now(),
                      resume_token = CASE
                        WHEN r.resume_token -> 'server' = EXCLUDED.resume_token -> 'server'
                          AND (CAST(r.resume_token ->> 'xid' AS xid8), CAST(r.resume_token ->> 'id' AS bigint))
                            > (CAST(EXCLUDED.resume_token ->> 'xid' AS xid8),
                               CAST(EXCLUDED.resume_token ->> 'id' AS bigint))
                        THEN r.resume_token
                        ELSE EXCLUDED.resume_token END
                """)) {
      upsert.setString(1, client);
      upsert.setString(2, token.toJson());
      upsert.executeUpdate();
    }
  }
}
