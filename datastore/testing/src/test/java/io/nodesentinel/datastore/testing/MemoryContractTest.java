package io.nodesentinel.datastore.testing;

import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.tck.Databases;
import io.nodesentinel.datastore.tck.WholeContract;
import org.junit.jupiter.api.Nested;

/// The provider in memory under the contract of all providers, with events spelled either way.
class MemoryContractTest {

  @Nested
  class InLowerCase extends WholeContract {
    private final Databases databases = new MemoryDatabases(HealthEventShape.LOWER_CASE);

    @Override
    protected Databases databases() {
      return databases;
    }
  }

  @Nested
  class WithJsonNames extends WholeContract {
    private final Databases databases = new MemoryDatabases(HealthEventShape.JSON_NAMES);

    @Override
    protected Databases databases() {
      return databases;
    }
  }

  /// A database for each test, as one would run one's own.
  private static final class MemoryDatabases implements Databases {
    private final HealthEventShape shape;
    private MemoryDatabase database = new MemoryDatabase();

    MemoryDatabases(HealthEventShape shape) {
      this.shape = shape;
    }

    @Override
    public DataStore openEmpty() {
      database = new MemoryDatabase();
      return database.open(shape);
    }

    @Override
    public DataStore openAgain() {
      return database.open(shape);
    }

    @Override
    public boolean forgetChanges() {
      database.keepChanges(0);
      database.keepChanges(Integer.MAX_VALUE);
      return true;
    }
  }
}
