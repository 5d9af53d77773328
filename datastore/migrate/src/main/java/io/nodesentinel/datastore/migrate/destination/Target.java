package io.nodesentinel.datastore.migrate.destination;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONFIGURATION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.INSERT;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.postgresql.connection.Connections;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import io.nodesentinel.datastore.postgresql.schema.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The database that documents are moved to, and the one session that does it. Not thread-safe.
public final class Target implements AutoCloseable {
  /// What the changes are marked with in the change stream.
  public static final String WRITER = "nodesentinel-migrate";

  /// A server that answers nothing for so long is lost. More than elsewhere, since one answer may
  /// need a table of millions to be sorted.
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /// Who follows the change stream to act on nodes.
  private static final String OPERATOR = "nodesentinel-operator";

  /// It gives a sign of life every 30 seconds.
  private static final int ALIVE_SECONDS = 90;

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

  /// Only one at a time moves into one database.
  ///
  /// @throws DatastoreException (CONFIGURATION) if another process does
  public void claim() throws SQLException {
    try (PreparedStatement lock =
            connection.prepareStatement("SELECT pg_try_advisory_lock(1316180560, 3)");
        ResultSet row = lock.executeQuery()) {
      row.next();
      if (!row.getBoolean(1)) {
        throw DatastoreException.of(
            CONFIGURATION,
            "Another migration into this database is under way: wait until it has ended.");
      }
    }
    connection.commit();
  }

  /// When an operator was last seen that follows this database; empty if it is long ago.
  public Optional<Duration> operatorSeen() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT extract(epoch FROM clock_timestamp() - last_updated) FROM resume_tokens
            WHERE client_name = ? AND last_updated > clock_timestamp() - make_interval(secs => ?)
            """)) {
      select.setString(1, OPERATOR);
      select.setInt(2, ALIVE_SECONDS);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(Duration.ofSeconds(Math.max(0, row.getLong(1))))
            : Optional.empty();
      }
    } finally {
      connection.commit();
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
