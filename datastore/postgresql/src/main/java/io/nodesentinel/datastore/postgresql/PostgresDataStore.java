package io.nodesentinel.datastore.postgresql;

import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.event.DocumentHealthEventStore;
import io.nodesentinel.datastore.event.DocumentMaintenanceEventStore;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.event.HealthEventStore;
import io.nodesentinel.datastore.event.MaintenanceEventStore;
import io.nodesentinel.datastore.postgresql.changelog.ChangeStreams;
import io.nodesentinel.datastore.postgresql.changelog.Retention;
import io.nodesentinel.datastore.postgresql.changelog.StreamHealth;
import io.nodesentinel.datastore.postgresql.client.PostgresClient;
import io.nodesentinel.datastore.postgresql.connection.Connections;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.tls.TlsHealth;
import java.time.Instant;
import java.util.Optional;

/// One opened database. Thread-safe.
public final class PostgresDataStore implements DataStore {
  private final Connections connections;
  private final String writer;
  private final PostgresClient client;
  private final HealthEventStore healthEvents;
  private final MaintenanceEventStore maintenanceEvents;
  private final ChangeStreams streams;
  private final Upkeep upkeep;

  PostgresDataStore(DatastoreConfig config, Connections connections, String writer) {
    this.connections = connections;
    this.writer = writer;
    this.client = new PostgresClient(connections.pool());
    this.healthEvents = new DocumentHealthEventStore(client, HealthEventShape.JSON_NAMES);
    this.maintenanceEvents = new DocumentMaintenanceEventStore(client, HealthEventShape.JSON_NAMES);
    this.streams =
        new ChangeStreams(connections.pool(), connections::single, config.options().pollInterval());
    this.upkeep =
        new Upkeep(
            new Retention(connections.pool(), Retention.Bounds.DEFAULT), connections, streams);
  }

  @Override
  public String provider() {
    return SqlErrors.PROVIDER;
  }

  @Override
  public String writerId() {
    return writer;
  }

  @Override
  public DatabaseClient client() {
    return client;
  }

  @Override
  public HealthEventStore healthEvents() {
    return healthEvents;
  }

  @Override
  public MaintenanceEventStore maintenanceEvents() {
    return maintenanceEvents;
  }

  @Override
  public ChangeStreamWatcher watch(WatchRequest request) {
    return streams.watch(request);
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
  public void close() {
    upkeep.close();
    streams.close();
    client.close();
    connections.close();
  }
}
