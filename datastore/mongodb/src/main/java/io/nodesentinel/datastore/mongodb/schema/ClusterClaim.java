package io.nodesentinel.datastore.mongodb.schema;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONFIGURATION;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import java.time.Instant;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;

/// Binds a database to one cluster, so that two clusters never act on each other's nodes. Events
/// name nodes, and names like `worker-1` are in every cluster.
public final class ClusterClaim {
  static final String COLLECTION = "DatastoreClaim";
  private static final BsonDocument ID = new BsonDocument("_id", new BsonString("claim"));

  private ClusterClaim() {}

  /// Claims the database, or finds it claimed by the same cluster. Safe under concurrency.
  ///
  /// @param clusterUid UID of the cluster's `kube-system` namespace
  /// @throws DatastoreException (CONFIGURATION) if another cluster has claimed it
  public static void claim(MongoDatabase database, String clusterUid) {
    MongoCollection<BsonDocument> claims = database.getCollection(COLLECTION, BsonDocument.class);
    try {
      BsonDocument claim = claims.find(ID).first();
      if (claim == null) {
        claim = insert(claims, clusterUid);
      }
      String owner = claim.getString("clusterUid").getValue();
      if (!owner.equals(clusterUid)) {
        throw DatastoreException.of(
                CONFIGURATION,
                """
                This database belongs to the cluster with UID %s since %s; this cluster has UID %s. \
                Give each cluster a database of its own. If that cluster is gone for good, delete \
                the document in DatastoreClaim.\
                """
                    .formatted(
                        owner,
                        Instant.ofEpochMilli(claim.getDateTime("claimedAt").getValue()),
                        clusterUid))
            .from(MongoErrors.PROVIDER);
      }
    } catch (MongoException failure) {
      throw MongoErrors.of(failure, CONFIGURATION, "claiming the database");
    }
  }

  private static BsonDocument insert(MongoCollection<BsonDocument> claims, String clusterUid) {
    BsonDocument claim =
        ID.clone()
            .append("clusterUid", new BsonString(clusterUid))
            .append("claimedAt", new BsonDateTime(Instant.now().toEpochMilli()));
    try {
      claims.insertOne(claim);
      return claim;
    } catch (MongoException failure) {
      BsonDocument other =
          MongoErrors.code(failure) == MongoErrors.DUPLICATE_KEY ? claims.find(ID).first() : null;
      if (other == null) {
        throw failure;
      }
      return other;
    }
  }
}
