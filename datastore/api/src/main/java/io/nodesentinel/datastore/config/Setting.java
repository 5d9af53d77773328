package io.nodesentinel.datastore.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Everything that can be configured: the one list of names, from which all sources are read.
public enum Setting {
  PROVIDER("provider", "DATASTORE_PROVIDER"),
  HOST("host", "DATASTORE_HOST"),
  PORT("port", "DATASTORE_PORT"),
  DATABASE("database", "DATASTORE_DATABASE"),
  USERNAME("username", "DATASTORE_USERNAME"),
  PASSWORD("password", "DATASTORE_PASSWORD"),
  /// `disable`, `require`, `verify-ca` or `verify-full`, which is the default.
  SSL_MODE("sslmode", "DATASTORE_SSLMODE"),
  SSL_CERT("sslcert", "DATASTORE_SSLCERT"),
  SSL_KEY("sslkey", "DATASTORE_SSLKEY"),
  SSL_ROOT_CERT("sslrootcert", "DATASTORE_SSLROOTCERT"),
  MAX_CONNECTIONS("maxConnections", "DATASTORE_MAX_CONNECTIONS"),
  MAX_IDLE_CONNECTIONS("maxIdleConnections", "DATASTORE_MAX_IDLE_CONNECTIONS"),
  CONNECTION_MAX_LIFETIME("connectionMaxLifetime", "DATASTORE_CONNECTION_MAX_LIFETIME"),
  CONNECT_TIMEOUT("timeout", "DATASTORE_TIMEOUT"),
  POLL_INTERVAL("pollInterval", "DATASTORE_POLL_INTERVAL"),
  URL("url", "DATASTORE_URL"),
  /// How long health events are kept that are closed, and how long dead letters.
  RETENTION("retention", "DATASTORE_RETENTION"),
  DEAD_LETTER_RETENTION("deadLetterRetention", "DATASTORE_DEAD_LETTER_RETENTION"),
  /// Names of collections other than the usual ones.
  COLLECTION("collection", "MONGODB_COLLECTION_NAME"),
  TOKEN_COLLECTION("tokenCollection", "MONGODB_TOKEN_COLLECTION_NAME"),
  MAINTENANCE_COLLECTION("maintenanceCollection", "MONGODB_MAINTENANCE_EVENT_COLLECTION_NAME");

  private final String key;
  private final String variable;

  Setting(String key, String variable) {
    this.key = key;
    this.variable = variable;
  }

  /// Its name in YAML and, but for the parts that have a place of their own, in connection strings.
  public String key() {
    return key;
  }

  /// Its name in the environment.
  public String variable() {
    return variable;
  }

  static Optional<Setting> named(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findAny();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).toList();
  }
}
