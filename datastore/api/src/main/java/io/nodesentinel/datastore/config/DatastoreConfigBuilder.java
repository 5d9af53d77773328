package io.nodesentinel.datastore.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Collects a configuration in code. What is wrong is said when it is built. Not thread-safe.
public final class DatastoreConfigBuilder {
  private final String provider;
  private final Map<String, String> extra = new TreeMap<>();
  private String host = "";
  private int port;
  private String database = "";
  private String username = "";
  private Secret password = Secret.NONE;
  private Tls tls = Tls.DEFAULT;
  private int maxConnections = DatastoreOptions.DEFAULT.maxConnections();
  private @Nullable Integer maxIdleConnections;
  private Duration connectionMaxLifetime = DatastoreOptions.DEFAULT.connectionMaxLifetime();
  private Duration connectTimeout = DatastoreOptions.DEFAULT.connectTimeout();
  private Duration pollInterval = DatastoreOptions.DEFAULT.pollInterval();

  DatastoreConfigBuilder(String provider) {
    this.provider = provider;
  }

  public DatastoreConfigBuilder host(String name) {
    host = name;
    return this;
  }

  public DatastoreConfigBuilder port(int number) {
    port = number;
    return this;
  }

  public DatastoreConfigBuilder database(String name) {
    database = name;
    return this;
  }

  public DatastoreConfigBuilder login(String user, String secret) {
    username = user;
    password = new Secret(secret);
    return this;
  }

  public DatastoreConfigBuilder sslMode(SslMode mode) {
    tls = tls.withMode(mode);
    return this;
  }

  /// Says who we are by a certificate, in PEM files.
  public DatastoreConfigBuilder clientCertificate(Path certificate, Path key) {
    tls = new Tls(tls.mode(), Optional.of(certificate), Optional.of(key), tls.rootCertificates());
    return this;
  }

  /// The authorities that we trust, in a PEM file.
  public DatastoreConfigBuilder rootCertificates(Path file) {
    tls = new Tls(tls.mode(), tls.certificate(), tls.key(), Optional.of(file));
    return this;
  }

  /// Certificates that are held in memory, in the place of files.
  ///
  /// @param texts asked for each connection, by any thread; a renewal is another answer
  public DatastoreConfigBuilder certificates(Supplier<PemTexts> texts) {
    tls = Tls.of(tls.mode(), texts);
    return this;
  }

  public DatastoreConfigBuilder maxConnections(int count) {
    maxConnections = count;
    return this;
  }

  /// By default 2, or as many as there may be at all if that is less.
  public DatastoreConfigBuilder maxIdleConnections(int count) {
    maxIdleConnections = count;
    return this;
  }

  public DatastoreConfigBuilder connectionMaxLifetime(Duration time) {
    connectionMaxLifetime = time;
    return this;
  }

  public DatastoreConfigBuilder connectTimeout(Duration time) {
    connectTimeout = time;
    return this;
  }

  public DatastoreConfigBuilder pollInterval(Duration interval) {
    pollInterval = interval;
    return this;
  }

  /// All of them, in place of what was said before.
  public DatastoreConfigBuilder options(DatastoreOptions all) {
    return maxConnections(all.maxConnections())
        .maxIdleConnections(all.maxIdleConnections())
        .connectionMaxLifetime(all.connectionMaxLifetime())
        .connectTimeout(all.connectTimeout())
        .pollInterval(all.pollInterval());
  }

  /// A setting that only this provider knows.
  public DatastoreConfigBuilder extra(String name, String value) {
    extra.put(name, value);
    return this;
  }

  /// @throws io.nodesentinel.datastore.error.DatastoreException (CONFIGURATION) with one sentence
  public DatastoreConfig build() {
    return new DatastoreConfig(
        provider, host, port, database, username, password, tls, options(), Secret.NONE, extra);
  }

  private DatastoreOptions options() {
    Integer idle = maxIdleConnections;
    return new DatastoreOptions(
        maxConnections,
        idle == null
            ? Math.min(maxConnections, DatastoreOptions.DEFAULT.maxIdleConnections())
            : idle,
        connectionMaxLifetime,
        connectTimeout,
        pollInterval);
  }
}
