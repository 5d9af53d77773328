package io.nodesentinel.datastore.postgresql.contract;

import com.zaxxer.hikari.HikariDataSource;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.DatastoreOptions;
import io.nodesentinel.datastore.config.Secret;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.config.Tls;
import io.nodesentinel.datastore.postgresql.changelog.Retention;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import io.nodesentinel.datastore.tck.Databases;
import java.sql.SQLException;
import java.time.Duration;
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

  /// Removes all changes, as when the changelog has outgrown its cap.
  ///
  /// @return whether there were any
  @Override
  public boolean forgetChanges() {
    try (HikariDataSource pool = database.pool(1)) {
      Retention.Bounds nothing = new Retention.Bounds(Duration.ofHours(1), 0, Duration.ofHours(1));
      return new Retention(pool, nothing).run().removed() > 0;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
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
