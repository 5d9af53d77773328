package io.nodesentinel.datastore.postgresql.connection;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CHANGE_STREAM;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONNECTION;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.Acting;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The word of one who acts, which is [HistoryLock#ACTING] on a connection of its own. Thread-safe.
public final class ActingConnection implements Acting {
  private static final Logger LOG = LoggerFactory.getLogger(ActingConnection.class);
  private static final String DOING = "saying that this process acts on what is reported";

  /// A server that is silent for longer may have given the lock back.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ConnectionSource connections;
  private final Consumer<ActingConnection> onClose;
  private Connection connection;
  private boolean closed;

  private ActingConnection(
      ConnectionSource connections, Connection connection, Consumer<ActingConnection> onClose) {
    this.connections = connections;
    this.connection = connection;
    this.onClose = onClose;
  }

  /// Takes the lock.
  ///
  /// @param onClose told when it is given back
  /// @throws DatastoreException (CHANGE_STREAM) if a move has it
  public static ActingConnection open(
      ConnectionSource connections, Consumer<ActingConnection> onClose) {
    try {
      return new ActingConnection(connections, locked(connections), onClose);
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, CONNECTION, DOING);
    }
  }

  private static Connection locked(ConnectionSource connections) throws SQLException {
    Connection connection = connections.open();
    boolean locked = false;
    try {
      connection.setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis());
      locked = HistoryLock.ACTING.take(connection);
      if (!locked) {
        throw DatastoreException.of(
                CHANGE_STREAM,
                "History is being moved into this database (nodesentinel migrate), which is no news:"
                    + " it is read when that has ended.")
            .from(SqlErrors.PROVIDER);
      }
      return connection;
    } finally {
      if (!locked) {
        connection.close();
      }
    }
  }

  @Override
  public synchronized void check() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    } catch (SQLException lost) {
      throw SqlErrors.of(lost, CONNECTION, DOING);
    }
  }

  /// Goes over to a new connection. The old one is closed when the new one has the lock too, so
  /// there is no moment without.
  public synchronized void renewConnection() throws SQLException {
    if (closed) {
      return;
    }
    Connection old = connection;
    connection = locked(connections);
    old.close();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    onClose.accept(this);
    try {
      connection.close();
    } catch (SQLException broken) {
      LOG.debug("the connection was gone already", broken);
    }
  }
}
