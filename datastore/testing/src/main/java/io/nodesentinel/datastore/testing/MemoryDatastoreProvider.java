package io.nodesentinel.datastore.testing;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.DatastoreProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// `DATASTORE_PROVIDER=memory`: a [MemoryDatabase] for each name of a database, for as long as the
/// process lives or until it is forgotten.
public final class MemoryDatastoreProvider implements DatastoreProvider {
  /// What the provider is called.
  public static final String NAME = "memory";

  private static final Map<String, MemoryDatabase> DATABASES = new ConcurrentHashMap<>();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public DataStore open(DatastoreConfig config) {
    return database(config.database()).open();
  }

  /// The database of a name, made if there is none.
  public static MemoryDatabase database(String name) {
    return DATABASES.computeIfAbsent(name, _ -> new MemoryDatabase());
  }

  /// Lets the next one of this name begin empty.
  public static void forget(String name) {
    DATABASES.remove(name);
  }
}
