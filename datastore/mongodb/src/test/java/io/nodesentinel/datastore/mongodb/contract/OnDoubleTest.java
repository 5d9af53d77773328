package io.nodesentinel.datastore.mongodb.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.tck.Databases;
import io.nodesentinel.datastore.tck.Excuses;
import io.nodesentinel.datastore.tck.WholeContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// On the double, but for what it cannot do.
@ExtendWith(DoubleLimits.class)
class OnDoubleTest extends WholeContract {
  private static final MongoDouble SERVER = new MongoDouble();

  // Without indexes: a partial unique one would act as a full one here.
  private static final TestDatabases DATABASES = new TestDatabases(SERVER.url(), false);

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Override
  protected Databases databases() {
    return DATABASES;
  }

  @Test
  void what_is_left_out_are_tests_of_the_contract() {
    assertThat(new DoubleLimits().all()).allMatch(Excuses.Excuse::isKnown);
  }
}
