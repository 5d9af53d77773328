package io.nodesentinel.datastore.postgresql;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONNECTION;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.postgresql.connection.Connections;
import io.nodesentinel.datastore.postgresql.connection.Durability;
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import io.nodesentinel.datastore.postgresql.schema.ClusterClaim;
import io.nodesentinel.datastore.postgresql.schema.PostgresSchema;
import io.nodesentinel.datastore.postgresql.schema.Schema;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.DatastoreProvider;
import io.nodesentinel.datastore.spi.DatastoreSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `DATASTORE_PROVIDER=postgresql`. Brings the schema up to date when it opens a store.
///
/// Settings in `extra`: `clusterUid`, the UID of the cluster that the database is claimed for; a
/// database of another cluster is refused. `retention`, after how long closed health events are
/// removed, and `deadLetterRetention`: 30 days each; zero keeps them.
public final class PostgresDatastoreProvider implements DatastoreProvider {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresDatastoreProvider.class);

  /// The name of the setting for the cluster's UID.
  public static final String CLUSTER_UID = "clusterUid";

  @Override
  public String name() {
    return SqlErrors.PROVIDER;
  }

  @Override
  public List<String> aliases() {
    return List.of("postgres");
  }

  @Override
  public DataStore open(DatastoreConfig config) {
    String writer = "nodesentinel-" + UUID.randomUUID();
    Connections connections = new Connections(config, writer);
    boolean opened = false;
    try {
      // First alone, so that what is wrong is said in the server's words and not the pool's.
      try (Connection first = connections.single()) {
        Durability.weakness(first).ifPresent(LOG::warn);
      }
      Schema.apply(connections.unhurried());
      claim(connections, config.extra(CLUSTER_UID, ""));
      DataStore store = new PostgresDataStore(config, connections, writer);
      opened = true;
      return store;
    } catch (SQLException failure) {
      throw SqlErrors.of(failure, CONNECTION, "connecting to " + config.host());
    } finally {
      if (!opened) {
        connections.close();
      }
    }
  }

  @Override
  public Optional<DatastoreSchema> schema() {
    return Optional.of(new PostgresSchema());
  }

  private static void claim(Connections connections, String clusterUid) throws SQLException {
    if (!clusterUid.isEmpty()) {
      try (Connection connection = connections.pool().getConnection()) {
        ClusterClaim.claim(connection, clusterUid);
      }
    }
  }
}
