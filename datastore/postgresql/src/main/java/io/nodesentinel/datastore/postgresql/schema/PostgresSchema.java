package io.nodesentinel.datastore.postgresql.schema;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONNECTION;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.postgresql.connection.Connections;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import io.nodesentinel.datastore.spi.DatastoreSchema;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/// [Schema] of the database that a configuration names.
public final class PostgresSchema implements DatastoreSchema {
  @Override
  public String text() {
    return Schema.sql();
  }

  @Override
  public List<Step> status(DatastoreConfig config) {
    return of(
        config,
        database ->
            Schema.status(database).stream()
                .map(step -> new Step(step.version(), step.description(), step.applied()))
                .toList());
  }

  @Override
  public int apply(DatastoreConfig config) {
    return of(config, Schema::apply);
  }

  private static <T> T of(DatastoreConfig config, Function<DataSource, T> work) {
    try (Connections connections = new Connections(config, "nodesentinel-schema")) {
      // First alone, so that what is wrong is said in the server's words and not the pool's.
      connections.single().close();
      return work.apply(connections.unhurried());
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, CONNECTION, "connecting to " + config.host());
    }
  }
}
