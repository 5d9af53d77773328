package io.nodesentinel.datastore.postgresql.client;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.QUERY;

import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import io.nodesentinel.datastore.postgresql.query.Sql;
import io.nodesentinel.datastore.query.Projection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Work within a transaction that is under way. A piece that is refused is undone alone, so that
/// the caller can go on. Not thread-safe.
final class OneTransaction implements Unit {
  private final Connection connection;
  private final Set<SqlCursor> cursors = new HashSet<>();
  private boolean ended;

  OneTransaction(Connection connection) {
    this.connection = connection;
  }

  @Override
  public <T> T run(DatastoreException.Kind otherwise, String doing, Work<T> work) {
    checkOpen();
    try {
      Savepoint before = connection.setSavepoint();
      boolean done = false;
      try {
        T result = work.with(new Statements(connection));
        connection.releaseSavepoint(before);
        done = true;
        return result;
      } finally {
        if (!done) {
          undo(before);
        }
      }
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, otherwise, doing);
    }
  }

  private void undo(Savepoint before) {
    try {
      connection.rollback(before);
    } catch (SQLException _) {
      // The connection is broken, and what failed before says so.
      return;
    }
  }

  @Override
  public Cursor<Found> cursor(Sql sql, @Nullable Projection projection) {
    checkOpen();
    try {
      SqlCursor cursor = new SqlCursor(connection, sql, projection, cursors::remove);
      cursors.add(cursor);
      return cursor;
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, QUERY, "finding documents");
    }
  }

  private void checkOpen() {
    if (ended) {
      throw DatastoreException.invalid(
          "The operations of a transaction are used after it ended: use the client's own.");
    }
  }

  /// Closes cursors and refuses what comes later.
  void end() {
    ended = true;
    List.copyOf(cursors).forEach(SqlCursor::close);
  }
}
