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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Each piece of work in a transaction of its own, begun anew where it lost against others.
/// Thread-safe.
final class OwnTransactions implements Unit {
  private static final int ATTEMPTS = 5;

  private final DataSource pool;
  private final Set<SqlCursor> cursors = ConcurrentHashMap.newKeySet();

  OwnTransactions(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public <T> T run(DatastoreException.Kind otherwise, String doing, Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = pool.getConnection()) {
        return once(connection, work);
      } catch (SQLException failure) {
        DatastoreException error = SqlErrors.of(failure, otherwise, doing);
        if (error.kind() != DatastoreException.Kind.TRANSACTION || attempt == ATTEMPTS) {
          throw error;
        }
      }
    }
  }

  private static <T> T once(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    boolean done = false;
    try {
      T result = work.with(new Statements(connection));
      connection.commit();
      done = true;
      return result;
    } finally {
      if (!done) {
        rollback(connection);
      }
    }
  }

  /// Undoes what there is. If that fails too the connection is broken, and the pool drops it.
  static void rollback(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException _) {
      // What failed before is what the caller is told.
      return;
    }
  }

  @Override
  public Cursor<Found> cursor(Sql sql, @Nullable Projection projection) {
    try {
      Connection connection = pool.getConnection();
      try {
        connection.setAutoCommit(false);
        SqlCursor cursor =
            new SqlCursor(
                connection,
                sql,
                projection,
                closed -> {
                  cursors.remove(closed);
                  giveBack(connection);
                });
        cursors.add(cursor);
        return cursor;
      } catch (SQLException failure) {
        giveBack(connection);
        throw failure;
      }
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, QUERY, "finding documents");
    }
  }

  private static void giveBack(Connection connection) {
    rollback(connection);
    try {
      connection.close();
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, QUERY, "giving a connection back");
    }
  }

  void closeCursors() {
    cursors.forEach(SqlCursor::close);
  }
}
