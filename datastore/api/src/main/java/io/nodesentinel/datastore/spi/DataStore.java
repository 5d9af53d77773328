package io.nodesentinel.datastore.spi;

import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.event.HealthEventStore;
import io.nodesentinel.datastore.event.MaintenanceEventStore;
import java.time.Instant;
import java.util.Optional;

/// One opened datastore. Thread-safe. One per process is enough, since it holds the connections.
public interface DataStore extends AutoCloseable {

  /// Name of the provider, such as `postgresql`.
  String provider();

  /// What this process calls itself in the changes that it makes, where the provider can note it;
  /// unique for each store that is opened.
  String writerId();

  DatabaseClient client();

  HealthEventStore healthEvents();

  MaintenanceEventStore maintenanceEvents();

  /// Begins to watch.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (RESUME_TOKEN) if the start names a
  ///   token that is not one of this store
  ChangeStreamWatcher watch(WatchRequest request);

  /// Says that this process is about to act on what is reported here. Asked before the first read.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (CHANGE_STREAM) while history is
  ///   moved into this store; it may be asked again
  default Acting act() {
    return Acting.UNASKED;
  }

  /// When the first of the certificates in use expires; empty if there is none, or if the provider
  /// does not look after that.
  default Optional<Instant> certificateExpiry() {
    return Optional.empty();
  }

  /// What the server says of its version, such as `PostgreSQL 18.1`; empty if the provider has no
  /// server, or does not ask.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if it does not answer
  default Optional<String> serverVersion() {
    return Optional.empty();
  }

  /// Closes watchers, cursors and connections.
  @Override
  void close();
}
