package io.nodesentinel.datastore.postgresql.schema;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONFIGURATION;

import io.nodesentinel.datastore.error.DatastoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Binds a database to one cluster, so that two clusters never act on each other's nodes. Events
/// name nodes, and names like `worker-1` are in every cluster.
public final class ClusterClaim {
  private ClusterClaim() {}

  /// Claims the database, or finds it claimed by the same cluster. Safe under concurrency.
  ///
  /// @param clusterUid UID of the cluster's `kube-system` namespace
  /// @throws DatastoreException (CONFIGURATION) if another cluster has claimed it
  public static void claim(Connection connection, String clusterUid) throws SQLException {
    try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO datastore_claim (cluster_uid) VALUES (?) ON CONFLICT DO NOTHING");
        PreparedStatement select =
            connection.prepareStatement("SELECT cluster_uid, claimed_at FROM datastore_claim")) {
      insert.setString(1, clusterUid);
      insert.executeUpdate();
      try (ResultSet row = select.executeQuery()) {
        row.next();
        String owner = row.getString(1);
        if (!owner.equals(clusterUid)) {
          throw DatastoreException.of(
              CONFIGURATION,
              """
              This database belongs to the cluster with UID %s since %s; this cluster has UID %s. \
              Give each cluster a database of its own. If that cluster is gone for good, delete the \
              row in datastore_claim.\
              """
                  .formatted(owner, row.getTimestamp(2).toInstant(), clusterUid));
        }
      }
    }
  }
}
