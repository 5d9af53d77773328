package io.nodesentinel.datastore.testing;

import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.tck.ChangeStreamContract;
import io.nodesentinel.datastore.tck.DatabaseClientContract;
import io.nodesentinel.datastore.tck.EventStoreContract;
import io.nodesentinel.datastore.tck.MaintenanceStoreContract;
import io.nodesentinel.datastore.tck.QueryPropertyContract;
import io.nodesentinel.datastore.tck.TransactionContract;
import org.junit.jupiter.api.Nested;

/// The provider in memory under the contract of all providers.
class MemoryContractTest {

  /// A database for each test, as one would run one's own.
  private static final class Databases {
    private final HealthEventShape shape;
    private MemoryDatabase database = new MemoryDatabase();

    Databases(HealthEventShape shape) {
      this.shape = shape;
    }

    DataStore openEmpty() {
      database = new MemoryDatabase();
      return database.open(shape);
    }

    DataStore openAgain() {
      return database.open(shape);
    }
  }

  @Nested
  class Client extends DatabaseClientContract {
    private final Databases databases = new Databases(HealthEventShape.LOWER_CASE);

    @Override
    protected DataStore openEmpty() {
      return databases.openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases.openAgain();
    }
  }

  @Nested
  class Transactions extends TransactionContract {
    private final Databases databases = new Databases(HealthEventShape.LOWER_CASE);

    @Override
    protected DataStore openEmpty() {
      return databases.openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases.openAgain();
    }
  }

  @Nested
  class Changes extends ChangeStreamContract {
    private final Databases databases = new Databases(HealthEventShape.LOWER_CASE);

    @Override
    protected DataStore openEmpty() {
      return databases.openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases.openAgain();
    }

    @Override
    protected boolean forgetChanges() {
      databases.database.keepChanges(0);
      databases.database.keepChanges(Integer.MAX_VALUE);
      return true;
    }
  }

  @Nested
  class Queries extends QueryPropertyContract {
    private final Databases databases = new Databases(HealthEventShape.LOWER_CASE);

    @Override
    protected DataStore openEmpty() {
      return databases.openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases.openAgain();
    }
  }

  @Nested
  class EventsInLowerCase extends EventStoreContract {
    private final Databases databases = new Databases(HealthEventShape.LOWER_CASE);

    @Override
    protected DataStore openEmpty() {
      return databases.openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases.openAgain();
    }
  }

  @Nested
  class EventsWithJsonNames extends EventStoreContract {
    private final Databases databases = new Databases(HealthEventShape.JSON_NAMES);

    @Override
    protected DataStore openEmpty() {
      return databases.openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases.openAgain();
    }
  }

  @Nested
  class MaintenanceAsDates extends MaintenanceStoreContract {
    private final Databases databases = new Databases(HealthEventShape.LOWER_CASE);

    @Override
    protected DataStore openEmpty() {
      return databases.openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases.openAgain();
    }
  }

  @Nested
  class MaintenanceAsText extends MaintenanceStoreContract {
    private final Databases databases = new Databases(HealthEventShape.JSON_NAMES);

    @Override
    protected DataStore openEmpty() {
      return databases.openEmpty();
    }

    @Override
    protected DataStore openAgain() {
      return databases.openAgain();
    }
  }
}
