package io.nodesentinel.datastore.mongodb.contract;

import java.util.Objects;

/// A real server, a replica set, that somebody names for the tests. They make databases whose names
/// begin with `nodesentinel-`, and leave them.
public final class RealServer {
  /// The environment variable with its connection string; without TLS it says `tls=false`.
  public static final String VARIABLE = "NODESENTINEL_TEST_MONGODB_URI";

  /// Why tests are skipped without it.
  public static final String SKIPPED =
      "no real server: set " + VARIABLE + " to the connection string of a replica set";

  private RealServer() {}

  /// Fresh databases on it.
  public static TestDatabases databases() {
    return new TestDatabases(Objects.requireNonNull(System.getenv(VARIABLE), SKIPPED), true);
  }
}
