package io.nodesentinel.datastore.mongodb.contract;

import io.nodesentinel.datastore.tck.Databases;
import io.nodesentinel.datastore.tck.WholeContract;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// The whole contract on a real server, if one is named.
@EnabledIfEnvironmentVariable(
    named = RealServer.VARIABLE,
    matches = ".+",
    disabledReason = RealServer.SKIPPED)
class OnRealServerTest extends WholeContract {
  private final TestDatabases databases = RealServer.databases();

  @Override
  protected Databases databases() {
    return databases;
  }
}
