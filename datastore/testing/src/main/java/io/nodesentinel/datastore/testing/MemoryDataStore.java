package io.nodesentinel.datastore.testing;

import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.event.DocumentHealthEventStore;
import io.nodesentinel.datastore.event.DocumentMaintenanceEventStore;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.event.HealthEventStore;
import io.nodesentinel.datastore.event.MaintenanceEventStore;
import io.nodesentinel.datastore.spi.DataStore;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/// One store opened on a [MemoryDatabase].
final class MemoryDataStore implements DataStore {
  private final MemoryDatabase database;
  private final String writer = "memory-" + UUID.randomUUID();
  private final MemoryClient client;
  private final HealthEventStore healthEvents;
  private final MaintenanceEventStore maintenanceEvents;
  private final Queue<ChangeStreamWatcher> watchers = new ConcurrentLinkedQueue<>();

  MemoryDataStore(MemoryDatabase database, HealthEventShape shape) {
    this.database = database;
    this.client = new MemoryClient(database, writer);
    this.healthEvents = new DocumentHealthEventStore(client, shape);
    this.maintenanceEvents = new DocumentMaintenanceEventStore(client, shape);
  }

  @Override
  public String provider() {
    return MemoryDatastoreProvider.NAME;
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
    ChangeStreamWatcher watcher = new MemoryWatcher(database, request);
    watchers.add(watcher);
    return watcher;
  }

  @Override
  public void close() {
    client.close();
    watchers.forEach(ChangeStreamWatcher::close);
  }
}
