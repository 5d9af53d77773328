package io.nodesentinel.datastore.postgresql.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The options of the configuration are those of the pool.
class PoolOptionsTest {

  @Test
  void each_option_reaches_the_pool() throws SQLException {
    DatastoreConfig config =
        DatastoreConfig.builder("postgresql")
            .host("localhost")
            .port(1)
            .sslMode(SslMode.DISABLE)
            .maxConnections(7)
            .maxIdleConnections(3)
            .connectionMaxLifetime(Duration.ofMinutes(11))
            .connectTimeout(Duration.ofMillis(900))
            .build();
    try (Connections connections = new Connections(config, "options-test")) {
      HikariDataSource pool = connections.pool().unwrap(HikariDataSource.class);

      assertThat(pool.getMaximumPoolSize()).isEqualTo(7);
      assertThat(pool.getMinimumIdle()).isEqualTo(3);
      assertThat(pool.getMaxLifetime()).isEqualTo(Duration.ofMinutes(11).toMillis());
      assertThat(pool.getConnectionTimeout()).isEqualTo(900);
    }
  }

  /// A migration may rewrite a table of any size, and another connection waits with its lock.
  @Test
  void a_migration_is_given_the_time_that_it_takes() throws SQLException {
    DatastoreConfig config =
        DatastoreConfig.builder("postgresql")
            .host("localhost")
            .port(TestServer.shared().port())
            .database("postgres")
            .login("postgres", "")
            .sslMode(SslMode.DISABLE)
            .build();
    try (Connections connections = new Connections(config, "options-test");
        Connection hurried = connections.pool().getConnection();
        Connection unhurried = connections.unhurried().getConnection()) {
      assertThat(hurried.getNetworkTimeout()).isEqualTo(60_000);
      assertThat(unhurried.getNetworkTimeout()).isZero();
      try (Statement statement = unhurried.createStatement();
          ResultSet row = statement.executeQuery("SHOW idle_in_transaction_session_timeout")) {
        row.next();
        assertThat(row.getString(1)).isEqualTo("0");
      }
    }
  }
}
