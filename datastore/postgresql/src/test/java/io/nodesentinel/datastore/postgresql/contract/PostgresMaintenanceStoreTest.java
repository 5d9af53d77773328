package io.nodesentinel.datastore.postgresql.contract;

import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.tck.MaintenanceStoreContract;

class PostgresMaintenanceStoreTest extends MaintenanceStoreContract {
  private final Databases databases = new Databases();

  @Override
  protected DataStore openEmpty() {
    return databases.openEmpty();
  }

  @Override
  protected DataStore openAgain() {
    return databases.openAgain();
  }
}
