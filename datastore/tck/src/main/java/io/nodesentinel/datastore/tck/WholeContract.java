package io.nodesentinel.datastore.tck;

import org.junit.jupiter.api.Nested;

/// The whole contract, for a provider's test class to extend. With [Excuses] some of it is left
/// out, by name and with reasons.
public abstract class WholeContract {

  /// The databases of one test.
  protected abstract Databases databases();

  @Nested
  class Client extends DatabaseClientContract {
    @Override
    protected Databases databases() {
      return WholeContract.this.databases();
    }
  }

  @Nested
  class Transactions extends TransactionContract {
    @Override
    protected Databases databases() {
      return WholeContract.this.databases();
    }
  }

  @Nested
  class Queries extends QueryPropertyContract {
    @Override
    protected Databases databases() {
      return WholeContract.this.databases();
    }
  }

  @Nested
  class HealthEvents extends EventStoreContract {
    @Override
    protected Databases databases() {
      return WholeContract.this.databases();
    }
  }

  @Nested
  class MaintenanceEvents extends MaintenanceStoreContract {
    @Override
    protected Databases databases() {
      return WholeContract.this.databases();
    }
  }

  @Nested
  class ChangeStreams extends ChangeStreamContract {
    @Override
    protected Databases databases() {
      return WholeContract.this.databases();
    }
  }
}
