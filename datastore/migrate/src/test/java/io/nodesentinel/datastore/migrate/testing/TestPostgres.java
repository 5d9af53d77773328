package io.nodesentinel.datastore.migrate.testing;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.postgresql.schema.Schema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// One database of a real PostgreSQL server from embedded binaries, which the tests share and which
/// ends with the JVM.
public record TestPostgres(int port, String database) {
  private static final String TEMPLATE = "with_schema";
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static @Nullable EmbeddedPostgres server;

  /// A new database with the schema.
  public static TestPostgres withSchema() {
    return create("TEMPLATE " + TEMPLATE);
  }

  /// A new database with nothing in it.
  public static TestPostgres empty() {
    return create("");
  }

  private static synchronized TestPostgres create(String how) {
    EmbeddedPostgres running = server;
    if (running == null) {
      running = start();
      server = running;
      TestPostgres admin = new TestPostgres(running.getPort(), "postgres");
      admin.run("CREATE DATABASE " + TEMPLATE);
      Schema.apply(new TestPostgres(running.getPort(), TEMPLATE).source());
    }
    String name = "test_" + NAMES.incrementAndGet();
    new TestPostgres(running.getPort(), "postgres").run("CREATE DATABASE " + name + " " + how);
    return new TestPostgres(running.getPort(), name);
  }

  private static EmbeddedPostgres start() {
    // In memory where there is such a folder: a database is a thousand files.
    Path memory = Path.of("/dev/shm");
    Path folder = Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    try {
      return EmbeddedPostgres.builder()
          .setDataDirectory(Files.createTempDirectory(folder, "nodesentinel-migrate"))
          .setServerConfig("fsync", "off")
          .setServerConfig("synchronous_commit", "on")
          .start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"localhost"});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(database);
    source.setUser("postgres");
    return source;
  }

  public DatastoreConfig config() {
    return DatastoreConfig.builder("postgresql")
        .host("localhost")
        .port(port)
        .database(database)
        .login("postgres", "")
        .sslMode(SslMode.DISABLE)
        .build();
  }

  public Connection connect() throws SQLException {
    return source().getConnection();
  }

  /// Runs a statement.
  ///
  /// @return the rows that it gives, as texts
  public List<List<@Nullable String>> run(String sql, @Nullable Object... parameters) {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<List<@Nullable String>> rows = new ArrayList<>();
      if (statement.execute()) {
        try (ResultSet result = statement.getResultSet()) {
          while (result.next()) {
            List<@Nullable String> row = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
              row.add(result.getString(i));
            }
            rows.add(row);
          }
        }
      }
      return rows;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// The only value of a query.
  public String value(String sql, @Nullable Object... parameters) {
    return String.valueOf(run(sql, parameters).getFirst().getFirst());
  }

  public long count(String sql, @Nullable Object... parameters) {
    return Long.parseLong(value(sql, parameters));
  }
}
