package io.nodesentinel.datastore.postgresql.changelog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Which server a connection leads to, and what to do with a changelog that came from another one.
final class Incarnation {
  private Incarnation() {}

  /// The server, after its changelog was made its own.
  ///
  /// The rows of a restored changelog carry transaction ids of the old server, some of which this
  /// one has not handed out yet; they would turn up in the stream much later. They are removed, and
  /// the floor is raised, so that every client finds a gap: up to the oldest transaction that is
  /// open, for what that writes is still to come. The update takes an id above that, so none below
  /// the floor is handed out again after a crash.
  static ServerIdentity settle(Connection connection) throws SQLException {
    ServerIdentity server = identity(connection);
    String name = new StreamToken(server, StreamPosition.START).toJson();
    try (PreparedStatement take =
        connection.prepareStatement(
            """
            WITH taken AS (
              UPDATE datastore_changelog_state
              SET server = CAST(? AS jsonb),
                  floor_xid = CASE WHEN server = '{}' THEN floor_xid
                                   ELSE pg_snapshot_xmin(pg_current_snapshot()) END,
                  floor_id = CASE WHEN server = '{}' THEN floor_id ELSE 0 END
              WHERE server <> CAST(? AS jsonb)
              RETURNING floor_xid)
            DELETE FROM datastore_changelog c USING taken
            WHERE taken.floor_xid = pg_snapshot_xmin(pg_current_snapshot())
              AND (c.xid < taken.floor_xid OR c.xid >= pg_snapshot_xmax(pg_current_snapshot()))
            """)) {
      take.setString(1, name);
      take.setString(2, name);
      take.executeUpdate();
    }
    return server;
  }

  private static ServerIdentity identity(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ServerIdentity.SQL)) {
      row.next();
      return new ServerIdentity(
          row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getString(5));
    }
  }

  /// Whether the server remembers a row that was read from it. If not it was put back to a state
  /// from before that row, such as by a backup of its files or by a crash of a server that does not
  /// keep what it has acknowledged, and may have handed out the same numbers for other changes
  /// since.
  ///
  /// @param changedAt of the row; null if it is not known
  static boolean remembers(Connection connection, StreamPosition row, @Nullable Instant changedAt)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT (s.floor_xid, s.floor_id) >= (CAST(? AS xid8), ?) OR EXISTS (
              SELECT FROM datastore_changelog c WHERE c.xid = CAST(? AS xid8) AND c.id = ?
                AND (CAST(? AS timestamptz) IS NULL OR c.changed_at = ?))
            FROM datastore_changelog_state s
            """)) {
      OffsetDateTime at = changedAt == null ? null : changedAt.atOffset(ZoneOffset.UTC);
      select.setString(1, Long.toString(row.xid()));
      select.setLong(2, row.id());
      select.setString(3, Long.toString(row.xid()));
      select.setLong(4, row.id());
      select.setObject(5, at, Types.TIMESTAMP_WITH_TIMEZONE);
      select.setObject(6, at, Types.TIMESTAMP_WITH_TIMEZONE);
      try (ResultSet known = select.executeQuery()) {
        return known.next() && known.getBoolean(1);
      }
    }
  }

  /// Begins another history: positions from before it are a gap for whoever holds them.
  static ServerIdentity beginHistory(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          UPDATE datastore_changelog_state
          SET server = jsonb_set(server, '{server,history}', to_jsonb(gen_random_uuid()::text)),
              floor_xid = pg_snapshot_xmin(pg_current_snapshot()), floor_id = 0
          """);
    }
    return identity(connection);
  }

  /// Where the stream is now: after the last row that all readers can see.
  static StreamPosition now(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT c.xid::text, c.id, s.floor_xid::text, s.floor_id
                FROM datastore_changelog_state s LEFT JOIN LATERAL (
                  SELECT xid, id FROM datastore_changelog
                  WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
                  ORDER BY xid DESC, id DESC LIMIT 1) c ON true
                """)) {
      row.next();
      StreamPosition floor = new StreamPosition(Long.parseLong(row.getString(3)), row.getLong(4));
      String xid = row.getString(1);
      return xid == null
          ? floor
          : StreamPosition.max(floor, new StreamPosition(Long.parseLong(xid), row.getLong(2)));
    }
  }

  /// Up to where changes may have been removed; reading from there on finds no gap.
  static StreamPosition floor(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT floor_xid::text, floor_id FROM datastore_changelog_state")) {
      row.next();
      return new StreamPosition(Long.parseLong(row.getString(1)), row.getLong(2));
    }
  }
}
