package io.nodesentinel.datastore.postgresql.contract;

import io.nodesentinel.datastore.postgresql.testing.OnEveryServer;
import io.nodesentinel.datastore.tck.Databases;
import io.nodesentinel.datastore.tck.WholeContract;

/// The whole contract on a real server.
@OnEveryServer
class PostgresContractTest extends WholeContract {
  private final Databases databases = new PostgresDatabases();

  @Override
  protected Databases databases() {
    return databases;
  }
}
