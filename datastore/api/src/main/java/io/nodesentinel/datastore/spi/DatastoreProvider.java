package io.nodesentinel.datastore.spi;

import io.nodesentinel.datastore.config.DatastoreConfig;
import java.util.List;
import java.util.Optional;

/// Opens datastores of one kind. Found by `ServiceLoader`, so a provider of your own is a class and
/// a line in `META-INF/services/io.nodesentinel.datastore.spi.DatastoreProvider`.
public interface DatastoreProvider {

  /// What `DATASTORE_PROVIDER` calls it: lower case, such as `postgresql`.
  String name();

  /// Further names that mean the same.
  default List<String> aliases() {
    return List.of();
  }

  /// Connects, and makes what is missing in the store.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if that fails; nothing is left open
  DataStore open(DatastoreConfig config);

  /// Its schema; empty if its datastores need none.
  default Optional<DatastoreSchema> schema() {
    return Optional.empty();
  }
}
