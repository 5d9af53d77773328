package io.nodesentinel.datastore.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryDatastoreProviderTest {

  @Test
  void it_is_found_by_its_name_and_keeps_what_was_written_under_the_name_of_a_database() {
    DatastoreConfig config =
        DatastoreConfig.fromEnvironment(
            Map.of("DATASTORE_PROVIDER", "memory", "DATASTORE_DATABASE", "found-by-name"));
    try (DataStore store = Datastores.open(config)) {
      store.healthEvents().create(HealthEventBuilder.fatal("n1").build());
    }
    try (DataStore again =
        Datastores.open(DatastoreConfig.fromConnectionString("memory:///found-by-name"))) {
      assertThat(again.provider()).isEqualTo("memory");
      assertThat(again.healthEvents().latestForNode("n1")).isPresent();
      MemoryDatastoreProvider.forget("found-by-name");
    }
    try (DataStore fresh = Datastores.open(config)) {
      assertThat(fresh.client().count(Collection.HEALTH_EVENTS, Filter.ALL)).isZero();
    } finally {
      MemoryDatastoreProvider.forget("found-by-name");
    }
  }

  @Test
  void a_closed_store_says_so() {
    DataStore store = new MemoryDatabase().open();
    store.close();

    assertThatThrownBy(() -> store.client().ping())
        .isInstanceOf(DatastoreException.class)
        .hasMessage("The datastore is closed.");
  }

  @Test
  void transactions_do_not_nest() {
    try (DataStore store = new MemoryDatabase().open()) {
      assertThatThrownBy(() ->
              store
                  .client()
                  .withTransaction(_ -> store.client().count(Collection.HEALTH_EVENTS, Filter.ALL)))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("transactions do not nest");
    }
  }
}
