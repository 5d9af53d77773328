package io.nodesentinel.datastore.postgresql;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONNECTION;

import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.postgresql.changelog.ChangeStreams;
import io.nodesentinel.datastore.postgresql.changelog.Retention;
import io.nodesentinel.datastore.postgresql.changelog.StreamHealth;
import io.nodesentinel.datastore.postgresql.client.PostgresClient;
import io.nodesentinel.datastore.postgresql.connection.ActingConnection;
import io.nodesentinel.datastore.postgresql.connection.Connections;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import io.nodesentinel.datastore.spi.Acting;
import io.nodesentinel.datastore.spi.DocumentDataStore;
import io.nodesentinel.datastore.tls.TlsHealth;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One opened database. Thread-safe.
public final class PostgresDataStore extends DocumentDataStore {
  private final Connections connections;
  private final PostgresClient client;
  private final ChangeStreams streams;
  private final Upkeep upkeep;
  private final Set<ActingConnection> acting = ConcurrentHashMap.newKeySet();

  PostgresDataStore(DatastoreConfig config, Connections connections, String writer) {
    PostgresClient postgres = new PostgresClient(connections.pool());
    super(SqlErrors.PROVIDER, writer, postgres, HealthEventShape.JSON_NAMES);
    this.connections = connections;
    this.client = postgres;
    this.streams =
        new ChangeStreams(connections.pool(), connections::single, config.options().pollInterval());
    this.upkeep =
        new Upkeep(
            new Retention(connections.pool(), Retention.Bounds.DEFAULT),
            OldThings.of(config, connections.pool()),
            connections,
            this::renewConnections);
  }

  @Override
  public ChangeStreamWatcher watch(WatchRequest request) {
    return streams.watch(request);
  }

  @Override
  public Acting act() {
    ActingConnection word = ActingConnection.open(connections::single, acting::remove);
    acting.add(word);
    return word;
  }

  /// Those that are in no pool.
  private void renewConnections() throws SQLException {
    streams.renewConnection();
    for (ActingConnection word : acting) {
      word.renewConnection();
    }
  }

  /// How the change stream is doing, for metrics.
  public StreamHealth streamHealth() {
    return streams.health();
  }

  /// How the files for TLS are, for metrics.
  public TlsHealth tlsHealth() {
    return connections.tls().look();
  }

  @Override
  public Optional<Instant> certificateExpiry() {
    return tlsHealth().expiry();
  }

  @Override
  public Optional<String> serverVersion() {
    try (Connection connection = connections.pool().getConnection()) {
      DatabaseMetaData server = connection.getMetaData();
      return Optional.of(
          server.getDatabaseProductName() + " " + server.getDatabaseProductVersion());
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, CONNECTION, "asking for the version of the server");
    }
  }

  @Override
  public void close() {
    upkeep.close();
    streams.close();
    acting.forEach(ActingConnection::close);
    client.close();
    connections.close();
  }
}
