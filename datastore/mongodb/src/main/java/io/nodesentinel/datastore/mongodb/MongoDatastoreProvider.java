package io.nodesentinel.datastore.mongodb;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.config.Setting;
import io.nodesentinel.datastore.mongodb.client.Names;
import io.nodesentinel.datastore.mongodb.client.UniqueKeys;
import io.nodesentinel.datastore.mongodb.connection.Connection;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import io.nodesentinel.datastore.mongodb.schema.ClusterClaim;
import io.nodesentinel.datastore.mongodb.schema.Indexes;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.DatastoreProvider;
import java.time.Duration;
import java.util.List;

/// `DATASTORE_PROVIDER=mongodb`. Makes missing indexes when it opens a store.
public final class MongoDatastoreProvider implements DatastoreProvider {
  /// Setting: the UID of the cluster that the database is claimed for; a database of another
  /// cluster is refused.
  public static final String CLUSTER_UID = "clusterUid";

  /// Setting: after how long health events are removed, such as `P30D`, which is the default;
  /// `PT0S` keeps them.
  public static final String RETENTION = Setting.RETENTION.key();

  /// Setting: `false` leaves indexes to somebody else.
  public static final String INDEXES = "indexes";

  @Override
  public String name() {
    return MongoErrors.PROVIDER;
  }

  @Override
  public List<String> aliases() {
    return List.of("mongo");
  }

  @Override
  public DataStore open(DatastoreConfig config) {
    Duration retention = config.retention(Setting.RETENTION, Duration.ofDays(30));
    Names names = Names.of(config);
    Connection connection = new Connection(config);
    boolean opened = false;
    try {
      connection.ping();
      String clusterUid = config.extra(CLUSTER_UID, "");
      if (!clusterUid.isEmpty()) {
        ClusterClaim.claim(connection.database(), clusterUid);
      }
      UniqueKeys unique =
          config.extra(INDEXES, "true").equals("false")
              ? UniqueKeys.NONE
              : Indexes.ensure(connection.database(), names, retention);
      DataStore store = new MongoDataStore(config, connection, names, unique);
      opened = true;
      return store;
    } finally {
      if (!opened) {
        connection.close();
      }
    }
  }
}
