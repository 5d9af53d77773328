package io.nodesentinel.datastore.postgresql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.postgresql.testing.OnEveryServer;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import io.nodesentinel.datastore.spi.DatastoreSchema;
import io.nodesentinel.datastore.spi.Datastores;
import org.junit.jupiter.api.Test;

@OnEveryServer
class PostgresSchemaTest {
  private final TestDatabase database = TestServer.shared().newEmptyDatabase();
  private final DatastoreSchema schema = Datastores.provider("postgresql").schema().orElseThrow();

  private DatastoreConfig config(String name) {
    return DatastoreConfig.fromConnectionString(
        "postgresql://postgres@localhost:%d/%s?sslmode=disable".formatted(database.port(), name));
  }

  @Test
  void what_is_missing_is_shown_then_applied_then_there() {
    DatastoreConfig config = config(database.name());

    assertThat(schema.status(config)).isNotEmpty().noneMatch(DatastoreSchema.Step::applied);
    assertThat(database.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'"))
        .as("a look changes nothing")
        .isEmpty();
    assertThat(schema.apply(config)).isEqualTo(schema.status(config).size());
    assertThat(schema.status(config)).allMatch(DatastoreSchema.Step::applied);
    assertThat(schema.apply(config)).isZero();
  }

  @Test
  void a_database_that_is_not_there_is_named() {
    assertThatThrownBy(() -> schema.status(config("no-such-database")))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("no-such-database");
  }
}
