package io.nodesentinel.datastore.migrate.destination;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONFIGURATION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.INSERT;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.postgresql.connection.Connections;
import io.nodesentinel.datastore.postgresql.connection.HistoryLock;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import io.nodesentinel.datastore.postgresql.schema.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// The database that documents are moved to, and the one session that does it. Not thread-safe.
public final class Target implements AutoCloseable {
  /// What the changes are marked with in the change stream.
  public static final String WRITER = "nodesentinel-migrate";

  /// A server that answers nothing for so long is lost. More than elsewhere, since one answer may
  /// need a table of millions to be sorted.
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final Connections connections;
  private final Connection connection;

  private Target(Connections connections, Connection connection) {
    this.connections = connections;
    this.connection = connection;
  }

  /// Connects, and makes sure that the database has the tables of this version.
  ///
  /// @throws DatastoreException with one sentence if that fails
  public static Target open(DatastoreConfig config) {
    config.checkFiles();
    Connections connections = new Connections(config, WRITER);
    boolean opened = false;
    try {
      Connection connection = connections.single();
      connection.setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis());
      checkSchema(connections);
      connection.setAutoCommit(false);
      Target target = new Target(connections, connection);
      opened = true;
      return target;
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, CONFIGURATION, "connecting to " + config.host());
    } finally {
      if (!opened) {
        connections.close();
      }
    }
  }

  private static void checkSchema(Connections connections) {
    List<String> missing =
        Schema.status(connections.pool()).stream()
            .filter(step -> !step.applied())
            .map(Schema.Step::version)
            .toList();
    if (!missing.isEmpty()) {
      throw DatastoreException.of(
          CONFIGURATION,
          "The target database lacks %s of the schema (%s): run \"nodesentinel schema apply\" first."
              .formatted(
                  missing.size() == 1 ? "a step" : missing.size() + " steps",
                  "version " + String.join(", ", missing)));
    }
  }

  Connection connection() {
    return connection;
  }

  /// Only one at a time moves into one database. Until this is closed.
  ///
  /// @throws DatastoreException (CONFIGURATION) if another process does
  public void claim() throws SQLException {
    take(
        HistoryLock.ONLY_MOVE,
        "Another migration into this database is under way: wait until it has ended.");
  }

  /// From here on nobody begins to act on what is reported in this database, until this is closed.
  ///
  /// @throws DatastoreException (CONFIGURATION) if somebody does
  public void shutOutOperators() throws SQLException {
    take(
        HistoryLock.MOVING,
        "An operator follows this database, and would act on history as it arrives: stop it, and run"
            + " this again.");
  }

  private void take(HistoryLock lock, String otherwise) throws SQLException {
    boolean taken = lock.take(connection);
    connection.commit();
    if (!taken) {
      throw DatastoreException.of(CONFIGURATION, otherwise);
    }
  }

  /// What moves documents of one kind, from one source.
  ///
  /// @param dry nothing is written
  public Mover mover(Moved what, String source, boolean dry) throws SQLException {
    return new Mover(connection, what, source, dry);
  }

  /// What compares a table with a source.
  public Comparison comparison(Moved what) throws SQLException {
    return new Comparison(connection, what);
  }

  /// The typed error of something that failed here.
  public static DatastoreException failure(SQLException failure) {
    return SqlErrors.of(failure, INSERT, "moving documents");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException alreadyBroken) {
      throw failure(alreadyBroken);
    } finally {
      connections.close();
    }
  }
}
