package io.nodesentinel.datastore.postgresql.changelog;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CHANGE_STREAM;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import io.nodesentinel.datastore.postgresql.record.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/// What lies after a client's position, asked from the database: a gauge that is kept in memory is
/// wrong exactly when it matters. Thread-safe.
final class Backlog {
  private static final String AFTER =
      """
      FROM datastore_changelog c
      WHERE (c.xid, c.id) > (CAST(? AS xid8), ?) AND c.table_name = ?
        AND (CAST(? AS text) IS NULL OR coalesce(c.new_values, c.old_values) ->> 'collection' = ?)
      """;

  private final DataSource pool;
  private final Collection collection;

  Backlog(DataSource pool, Collection collection) {
    this.pool = pool;
    this.collection = collection;
  }

  /// How many changes of the collection come after a position, committed ones.
  long count(StreamToken after) {
    return ask("SELECT count(*) " + AFTER, after);
  }

  /// The age of the oldest of them by the server's clock; zero if there is none.
  Duration age(StreamToken after) {
    return Duration.ofMillis(
        ask(
            """
            SELECT coalesce(max(extract(epoch FROM clock_timestamp() - a.changed_at) * 1000), 0)::bigint
            FROM (SELECT c.changed_at\
            """
                + " "
                + AFTER
                + " ORDER BY c.xid, c.id LIMIT 1) a",
            after));
  }

  private long ask(String sql, StreamToken after) {
    Table table = Table.of(collection);
    String shared = table.isShared() ? collection.name() : null;
    try (Connection connection = pool.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, Long.toString(after.position().xid()));
      select.setLong(2, after.position().id());
      select.setString(3, table.sqlName());
      select.setString(4, shared);
      select.setString(5, shared);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return Math.max(0, row.getLong(1));
      }
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, CHANGE_STREAM, "asking for the backlog");
    }
  }
}
