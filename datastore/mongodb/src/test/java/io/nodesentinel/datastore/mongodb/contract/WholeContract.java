package io.nodesentinel.datastore.mongodb.contract;

import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.tck.ChangeStreamContract;
import io.nodesentinel.datastore.tck.DatabaseClientContract;
import io.nodesentinel.datastore.tck.EventStoreContract;
import io.nodesentinel.datastore.tck.MaintenanceStoreContract;
import io.nodesentinel.datastore.tck.QueryPropertyContract;
import io.nodesentinel.datastore.tck.TransactionContract;
import org.junit.jupiter.api.Nested;

/// The whole contract, on whatever server the tests that extend this say.
abstract class WholeContract {

  abstract TestDatabases databases();

  @Nested
  class Client extends DatabaseClientContract {
    @Override
    protected DataStore openEmpty() {
      return databases().openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases().openAgain();
    }
  }

  @Nested
  class Transactions extends TransactionContract {
    @Override
    protected DataStore openEmpty() {
      return databases().openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases().openAgain();
    }
  }

  @Nested
  class Queries extends QueryPropertyContract {
    @Override
    protected DataStore openEmpty() {
      return databases().openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases().openAgain();
    }
  }

  @Nested
  class HealthEvents extends EventStoreContract {
    @Override
    protected DataStore openEmpty() {
      return databases().openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases().openAgain();
    }
  }

  @Nested
  class MaintenanceEvents extends MaintenanceStoreContract {
    @Override
    protected DataStore openEmpty() {
      return databases().openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases().openAgain();
    }
  }

  @Nested
  class ChangeStreams extends ChangeStreamContract {
    @Override
    protected DataStore openEmpty() {
      return databases().openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases().openAgain();
    }
  }
}
