package io.nodesentinel.datastore.kubernetes.provider;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.config.DatastoreOptions;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.event.DocumentHealthEventStore;
import io.nodesentinel.datastore.event.HealthEventStore;
import io.nodesentinel.datastore.event.MaintenanceEventStore;
import io.nodesentinel.datastore.kubernetes.change.ChangeStreams;
import io.nodesentinel.datastore.kubernetes.client.ApiErrors;
import io.nodesentinel.datastore.kubernetes.client.ConfigMapStore;
import io.nodesentinel.datastore.kubernetes.client.EventApi;
import io.nodesentinel.datastore.kubernetes.client.KubernetesDatabaseClient;
import io.nodesentinel.datastore.kubernetes.client.ObjectSessions;
import io.nodesentinel.datastore.kubernetes.client.Permits;
import io.nodesentinel.datastore.kubernetes.object.EventObjects;
import io.nodesentinel.datastore.spi.DataStore;
import java.util.UUID;

/// The health events of one API server. Thread-safe.
public final class KubernetesDataStore implements DataStore {
  private static final String POSITIONS = "nodesentinel-resume-tokens";
  private static final String DEAD_LETTERS = "nodesentinel-dead-letters";

  private final String writer = "nodesentinel-" + UUID.randomUUID();
  private final KubernetesClient connection;
  private final Permits permits;
  private final DatabaseClient client;
  private final HealthEventStore healthEvents;
  private final ChangeStreams streams;

  private KubernetesDataStore(
      KubernetesClient connection, String namespace, DatastoreOptions options) {
    this.connection = connection;
    this.permits = new Permits(options.maxConnections(), options.connectTimeout());
    EventApi api = new EventApi(connection, permits);
    this.client =
        new KubernetesDatabaseClient(
            api, new ConfigMapStore(connection, permits, namespace, DEAD_LETTERS, Kind.UPDATE));
    this.healthEvents =
        new DocumentHealthEventStore(client, EventObjects.SHAPE, new ObjectSessions(api));
    this.streams =
        new ChangeStreams(
            connection,
            api,
            new ConfigMapStore(connection, permits, namespace, POSITIONS, Kind.CHANGE_STREAM),
            options);
  }

  /// Connects, and asks whether the server knows our type and lets us list it.
  ///
  /// @throws DatastoreException if not; nothing is left open
  static KubernetesDataStore open(Config config, String namespace, DatastoreOptions options) {
    KubernetesDataStore store =
        new KubernetesDataStore(
            new KubernetesClientBuilder().withConfig(config).build(), namespace, options);
    boolean usable = false;
    try {
      store.client.ping();
      usable = true;
      return store;
    } finally {
      if (!usable) {
        store.close();
      }
    }
  }

  @Override
  public String provider() {
    return ApiErrors.PROVIDER;
  }

  /// The API server does not tell watchers who wrote, so no change carries it.
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

  /// @throws DatastoreException (UNSUPPORTED) always
  @Override
  public MaintenanceEventStore maintenanceEvents() {
    throw DatastoreException.unsupported(
            "The kubernetes provider has no maintenance events: there is no object for them. Keep"
                + " them in a database; planned work on a node is a NodeQuarantine here.")
        .from(ApiErrors.PROVIDER);
  }

  @Override
  public ChangeStreamWatcher watch(WatchRequest request) {
    return streams.watch(request);
  }

  @Override
  public void close() {
    streams.close();
    permits.close();
    connection.close();
  }
}
