package io.nodesentinel.datastore.postgresql.client;

import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.postgresql.query.Sql;
import io.nodesentinel.datastore.query.Projection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What statements run in: a transaction of their own, or the one of the caller.
interface Unit {
  /// Several statements that take effect together.
  ///
  /// @param otherwise the kind of an error that says nothing more particular
  /// @param doing in words
  <T> T run(DatastoreException.Kind otherwise, String doing, Work<T> work);

  /// The documents that a statement gives, as they arrive.
  Cursor<Found> cursor(Sql sql, @Nullable Projection projection);

  /// What [#run] runs.
  @FunctionalInterface
  interface Work<T> {
    T with(Statements statements) throws SQLException;
  }
}
