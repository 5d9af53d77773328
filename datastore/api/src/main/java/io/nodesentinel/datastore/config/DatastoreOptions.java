package io.nodesentinel.datastore.config;

import java.time.Duration;

/// Options that every provider with connections honours.
///
/// @param maxConnections open at a time
/// @param maxIdleConnections kept open while there is nothing to do
/// @param connectionMaxLifetime after which a connection is replaced, once it is idle
/// @param connectTimeout for one connection, and for waiting for a free one
/// @param pollInterval how often a watcher looks by itself when nothing wakes it
public record DatastoreOptions(
    int maxConnections,
    int maxIdleConnections,
    Duration connectionMaxLifetime,
    Duration connectTimeout,
    Duration pollInterval) {
  public static final DatastoreOptions DEFAULT =
      new DatastoreOptions(
          10, 2, Duration.ofMinutes(30), Duration.ofSeconds(10), Duration.ofSeconds(1));

  public DatastoreOptions {
    Checks.range("maxConnections", maxConnections, 1, 1_000);
    Checks.range("maxIdleConnections", maxIdleConnections, 0, 1_000);
    if (maxIdleConnections > maxConnections) {
      throw Checks.wrong(
          "maxIdleConnections is %d, more than the maxConnections of %d."
              .formatted(maxIdleConnections, maxConnections));
    }
    Checks.range(
        "connectionMaxLifetime", connectionMaxLifetime, Duration.ofSeconds(30), Duration.ofDays(7));
    Checks.range("connectTimeout", connectTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
    Checks.range("pollInterval", pollInterval, Duration.ofMillis(10), Duration.ofHours(1));
  }
}
