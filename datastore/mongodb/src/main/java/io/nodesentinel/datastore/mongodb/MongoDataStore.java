package io.nodesentinel.datastore.mongodb;

import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.event.DocumentHealthEventStore;
import io.nodesentinel.datastore.event.DocumentMaintenanceEventStore;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.event.HealthEventStore;
import io.nodesentinel.datastore.event.MaintenanceEventStore;
import io.nodesentinel.datastore.mongodb.change.ChangeStreams;
import io.nodesentinel.datastore.mongodb.client.MongoDatabaseClient;
import io.nodesentinel.datastore.mongodb.client.Names;
import io.nodesentinel.datastore.mongodb.client.UniqueKeys;
import io.nodesentinel.datastore.mongodb.connection.Connection;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.tls.TlsHealth;
import java.util.UUID;

/// One opened database. Thread-safe.
public final class MongoDataStore implements DataStore {
  private final String writer = "nodesentinel-" + UUID.randomUUID();
  private final Connection connection;
  private final DatabaseClient client;
  private final HealthEventStore healthEvents;
  private final MaintenanceEventStore maintenanceEvents;
  private final ChangeStreams streams;

  MongoDataStore(DatastoreConfig config, Connection connection, Names names, UniqueKeys unique) {
    this.connection = connection;
    this.client = new MongoDatabaseClient(connection, names, unique);
    this.healthEvents = new DocumentHealthEventStore(client, HealthEventShape.LOWER_CASE);
    this.maintenanceEvents = new DocumentMaintenanceEventStore(client, HealthEventShape.LOWER_CASE);
    this.streams = new ChangeStreams(connection, names, config.options().pollInterval());
  }

  @Override
  public String provider() {
    return MongoErrors.PROVIDER;
  }

  /// MongoDB does not note who wrote, so no change carries it.
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

  /// How the files for TLS are, for metrics.
  public TlsHealth tlsHealth() {
    return connection.tls().look();
  }

  @Override
  public void close() {
    streams.close();
    connection.close();
  }
}
