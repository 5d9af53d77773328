package io.nodesentinel.datastore.spi;

import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.event.DocumentHealthEventStore;
import io.nodesentinel.datastore.event.DocumentMaintenanceEventStore;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.event.HealthEventStore;
import io.nodesentinel.datastore.event.MaintenanceEventStore;

/// What every datastore has whose client does all that clients can: its events are documents, read
/// and written through that client. Thread-safe.
public abstract class DocumentDataStore implements DataStore {
  private final String provider;
  private final String writerId;
  private final DatabaseClient client;
  private final HealthEventStore healthEvents;
  private final MaintenanceEventStore maintenanceEvents;

  /// @param provider its name
  /// @param writerId as [DataStore#writerId]
  /// @param shape how the keys of events are spelled
  protected DocumentDataStore(
      String provider, String writerId, DatabaseClient client, HealthEventShape shape) {
    this.provider = provider;
    this.writerId = writerId;
    this.client = client;
    this.healthEvents = new DocumentHealthEventStore(client, shape);
    this.maintenanceEvents = new DocumentMaintenanceEventStore(client, shape);
  }

  @Override
  public final String provider() {
    return provider;
  }

  @Override
  public final String writerId() {
    return writerId;
  }

  @Override
  public final DatabaseClient client() {
    return client;
  }

  @Override
  public final HealthEventStore healthEvents() {
    return healthEvents;
  }

  @Override
  public final MaintenanceEventStore maintenanceEvents() {
    return maintenanceEvents;
  }
}
