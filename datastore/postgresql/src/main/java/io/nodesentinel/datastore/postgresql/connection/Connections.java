package io.nodesentinel.datastore.postgresql.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.DatastoreOptions;
import io.nodesentinel.datastore.config.SslMode;
import io.nodesentinel.datastore.tls.TlsFiles;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// The connections of one store: a pool, and single ones for readers of the change stream.
/// Thread-safe.
public final class Connections implements AutoCloseable {
  private static final int DEFAULT_PORT = 5432;

  /// A read that gets no answer for so long has lost its server.
  private static final int SOCKET_TIMEOUT_SECONDS = 60;

  private final TlsFiles tls;
  private final String tlsName;
  private final PGSimpleDataSource source;
  private final PGSimpleDataSource unhurried;
  private final HikariDataSource pool;
  private final String onOpen;

  /// Opens nothing yet.
  ///
  /// @param writer what the changes that we make are marked with; letters, digits and hyphens
  /// @throws io.nodesentinel.datastore.error.DatastoreException (CERTIFICATE) if the files for TLS
  ///   cannot be used
  public Connections(DatastoreConfig config, String writer) {
    this.tls = new TlsFiles(config.tls(), SqlErrors.PROVIDER);
    this.tlsName = PemSocketFactory.register(tls);
    this.source = source(config, tlsName);
    this.source.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
    this.unhurried = source(config, tlsName);
    // A transaction that is left open delays every reader of changes.
    this.onOpen =
        "SET nodesentinel.writer = '%s'; SET idle_in_transaction_session_timeout = '60s'"
            .formatted(writer);
    this.pool = new HikariDataSource(pool(config.options(), source, onOpen));
  }

  private static HikariConfig pool(
      DatastoreOptions options, PGSimpleDataSource source, String onOpen) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("postgresql");
    pool.setDataSource(source);
    pool.setConnectionInitSql(onOpen);
    pool.setMaximumPoolSize(options.maxConnections());
    pool.setMinimumIdle(options.maxIdleConnections());
    pool.setMaxLifetime(options.connectionMaxLifetime().toMillis());
    pool.setConnectionTimeout(Math.max(250, options.connectTimeout().toMillis()));
    // Whether there is a server is found out by the first call, with its own words.
    pool.setInitializationFailTimeout(-1);
    return pool;
  }

  private static PGSimpleDataSource source(DatastoreConfig config, String tlsName) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {config.host()});
    source.setPortNumbers(new int[] {config.port() == 0 ? DEFAULT_PORT : config.port()});
    source.setDatabaseName(config.database());
    if (!config.username().isEmpty()) {
      source.setUser(config.username());
    }
    if (!config.password().isEmpty()) {
      source.setPassword(config.password().reveal());
    }
    source.setApplicationName("nodesentinel");
    source.setConnectTimeout((int) Math.max(1, config.options().connectTimeout().toSeconds()));
    source.setTcpKeepAlive(true);
    secure(source, config.tls().mode(), tlsName);
    return source;
  }

  private static void secure(PGSimpleDataSource source, SslMode mode, String tlsName) {
    source.setSslMode(mode.text());
    if (mode != SslMode.DISABLE) {
      source.setSslfactory(PemSocketFactory.class.getName());
      source.setSslFactoryArg(tlsName);
      source.setSocketFactory(PatientSockets.class.getName());
    }
  }

  /// The files for TLS.
  public TlsFiles tls() {
    return tls;
  }

  public DataSource pool() {
    return pool;
  }

  /// Connections outside of the pool that wait for an answer for as long as it takes, and may keep
  /// a transaction open: for migrations, which rewrite tables of any size while another connection
  /// holds their lock.
  public DataSource unhurried() {
    return unhurried;
  }

  /// A connection outside of the pool.
  public Connection single() throws SQLException {
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute(onOpen);
      return connection;
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
  }

  /// Replaces every connection of the pool: idle ones at once, others when they are given back. So
  /// nothing under way fails.
  public void recycle() {
    HikariPoolMXBean control = pool.getHikariPoolMXBean();
    if (control != null) {
      control.softEvictConnections();
    }
  }

  @Override
  public void close() {
    pool.close();
    PemSocketFactory.forget(tlsName);
  }
}
