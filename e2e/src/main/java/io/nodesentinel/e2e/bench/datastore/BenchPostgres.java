package io.nodesentinel.e2e.bench.datastore;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import io.nodesentinel.e2e.bench.cluster.BenchException;
import io.nodesentinel.e2e.bench.cluster.Proc;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/// A server from embedded binaries. Commits do not wait for a disk, as nothing else in a benchmark
/// does; everything else is as PostgreSQL comes, but for its memory. Each measurement takes a
/// database of its own, so that none works on the tables that another has filled.
final class BenchPostgres implements AutoCloseable {
  private static final String TEMPLATE = "with_schema";

  private final EmbeddedPostgres server;
  private final Path data;
  private int databases;

  private BenchPostgres(EmbeddedPostgres server, Path data) {
    this.server = server;
    this.data = data;
  }

  static BenchPostgres start() throws IOException {
    Path data = Files.createTempDirectory("nodesentinel-bench-postgres");
    BenchPostgres started =
        new BenchPostgres(
            EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "4GB")
                .start(),
            data);
    started.execute("postgres", "CREATE DATABASE " + TEMPLATE);
    started.open(TEMPLATE).close();
    // The same columns and indexes, and no triggers: what PostgreSQL reaches without us.
    started.execute(TEMPLATE, "CREATE TABLE plain_events (LIKE health_events INCLUDING ALL)");
    return started;
  }

  String version() {
    return Long.toString(number("postgres", "SELECT current_setting('server_version_num')::int"))
        .replaceFirst("(\\d+)(\\d\\d)(\\d\\d)", "$1.$3")
        .replaceFirst("\\.0", ".");
  }

  /// A new database with the schema.
  ///
  /// @return its name
  String newDatabase() {
    databases++;
    String name = "bench_" + databases;
    execute("postgres", "CREATE DATABASE %s TEMPLATE %s".formatted(name, TEMPLATE));
    return name;
  }

  /// Gives the space back.
  void drop(String database) {
    execute("postgres", "DROP DATABASE %s WITH (FORCE)".formatted(database));
  }

  DataStore open(String database) {
    return Datastores.open(
        DatastoreConfig.fromConnectionString(
            "postgresql://postgres@localhost:%d/%s?sslmode=disable"
                .formatted(server.getPort(), database)));
  }

  /// How a command is told to use a database.
  Map<String, String> environment(String database) {
    return Map.of(
        "DATASTORE_PROVIDER", "postgresql",
        "DATASTORE_HOST", "localhost",
        "DATASTORE_PORT", Integer.toString(server.getPort()),
        "DATASTORE_DATABASE", database,
        "DATASTORE_USERNAME", "postgres",
        "DATASTORE_SSLMODE", "disable");
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:%d/%s?user=postgres&ApplicationName=bench"
            .formatted(server.getPort(), database));
  }

  void execute(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new BenchException("PostgreSQL refused: " + failure.getMessage(), failure);
    }
  }

  long number(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException failure) {
      throw new BenchException("PostgreSQL refused: " + failure.getMessage(), failure);
    }
  }

  /// Transactions that a database has seen, asked from outside of it. The server tells of them a
  /// second late, of idle connections up to ten.
  long transactions(String database) {
    return number(
        "postgres",
        "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = '%s'"
            .formatted(database));
  }

  /// CPU seconds of all its processes so far.
  double cpuSeconds() {
    try {
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
      Map<String, Long> pids = new TreeMap<>();
      pids.put("postmaster", pid);
      ProcessHandle.of(pid)
          .ifPresent(main ->
              main.descendants().forEach(one -> pids.put(Long.toString(one.pid()), one.pid())));
      return Proc.cpu(pids).values().stream().mapToDouble(Double::doubleValue).sum();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
