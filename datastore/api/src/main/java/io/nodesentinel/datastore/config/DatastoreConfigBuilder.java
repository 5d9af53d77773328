package io.nodesentinel.datastore.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
  private DatastoreOptions options = DatastoreOptions.DEFAULT;

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

  public DatastoreConfigBuilder maxConnections(int count) {
    options =
        new DatastoreOptions(
            count,
            Math.min(count, options.maxIdleConnections()),
            options.connectionMaxLifetime(),
            options.connectTimeout(),
            options.pollInterval());
    return this;
  }

  public DatastoreConfigBuilder pollInterval(Duration interval) {
    options =
        new DatastoreOptions(
            options.maxConnections(),
            options.maxIdleConnections(),
            options.connectionMaxLifetime(),
            options.connectTimeout(),
            interval);
    return this;
  }

  public DatastoreConfigBuilder options(DatastoreOptions all) {
    options = all;
    return this;
  }

  /// A setting that only this provider knows.
  public DatastoreConfigBuilder extra(String name, String value) {
    extra.put(name, value);
    return this;
  }

  /// @throws io.nodesentinel.datastore.error.DatastoreException (CONFIGURATION) with one sentence
  public DatastoreConfig build() {
    return new DatastoreConfig(
        provider, host, port, database, username, password, tls, options, Secret.NONE, extra);
  }
}
