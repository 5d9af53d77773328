package io.nodesentinel.datastore.postgresql.contract;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.DatastoreOptions;
import io.nodesentinel.datastore.config.Secret;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.config.Tls;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import io.nodesentinel.datastore.tck.Databases;
import java.util.Map;

/// Opens stores on fresh databases for the contract's tests.
final class PostgresDatabases implements Databases {
  private TestDatabase database = TestServer.shared().newDatabase();

  @Override
  public DataStore openEmpty() {
    database = TestServer.shared().newDatabase();
    return openAgain();
  }

  @Override
  public DataStore openAgain() {
    return Datastores.open(config(database, Map.of()));
  }

  static DatastoreConfig config(TestDatabase database, Map<String, String> extra) {
    return new DatastoreConfig(
        "postgresql",
        "localhost",
        database.port(),
        database.name(),
        "postgres",
        Secret.NONE,
        Tls.DEFAULT.withMode(SslMode.DISABLE),
        DatastoreOptions.DEFAULT,
        Secret.NONE,
        extra);
  }
}
