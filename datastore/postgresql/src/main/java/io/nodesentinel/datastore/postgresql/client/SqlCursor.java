package io.nodesentinel.datastore.postgresql.client;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.QUERY;

import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import io.nodesentinel.datastore.postgresql.query.Sql;
import io.nodesentinel.datastore.query.Projection;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Documents as they arrive, a few hundred at a time; one that cannot be held is told as such, and
/// those after it come all the same. The connection must be in a transaction, or the driver would
/// read all of them into memory.
final class SqlCursor implements Cursor<Found> {
  private static final int FETCH = 200;

  private final PreparedStatement statement;
  private final ResultSet rows;
  private final @Nullable Projection projection;
  private final Consumer<SqlCursor> onClose;
  private @Nullable Found next;
  private boolean closed;

  /// @param onClose gives the connection back
  SqlCursor(
      Connection connection, Sql sql, @Nullable Projection projection, Consumer<SqlCursor> onClose)
      throws SQLException {
    this.projection = projection;
    this.onClose = onClose;
    statement = sql.prepare(connection);
    try {
      statement.setFetchSize(FETCH);
      rows = statement.executeQuery();
    } catch (SQLException failure) {
      statement.close();
      throw failure;
    }
  }

  @Override
  public boolean hasNext() {
    if (next == null && !closed) {
      next = read();
      if (next == null) {
        close();
      }
    }
    return next != null && !closed;
  }

  @Override
  public Found next() {
    Found found = hasNext() ? next : null;
    if (found == null) {
      throw new NoSuchElementException("The cursor is at its end or closed.");
    }
    next = null;
    return found;
  }

  private @Nullable Found read() {
    try {
      if (!rows.next()) {
        return null;
      }
      Found found = Statements.found(rows);
      return projection != null && found instanceof Found.Sound(Document document)
          ? new Found.Sound(Evaluator.project(projection, document))
          : found;
    } catch (SQLException failure) {
      close();
      throw SqlErrors.of(failure, QUERY, "reading documents");
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      statement.close();
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, QUERY, "closing a cursor");
    } finally {
      onClose.accept(this);
    }
  }
}
