package io.nodesentinel.datastore.mongodb.schema;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONFIGURATION;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.mongodb.client.Names;
import io.nodesentinel.datastore.mongodb.client.UniqueKeys;
import io.nodesentinel.datastore.mongodb.client.UniqueKeys.UniqueKey;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The indexes that the SDK's own queries use. One that cannot be made (no right to, another of the
/// same fields, values that are not unique) is told in the log, and the store works without it.
public final class Indexes {
  private static final Logger LOG = LoggerFactory.getLogger(Indexes.class);
  private static final FieldPath KEY = HealthEventShape.idempotencyKey();
  private static final FieldPath EVENT_ID = FieldPath.of("eventId");

  private final MongoDatabase database;
  private final Names names;
  private final Set<UniqueKey> unique = new HashSet<>();

  private Indexes(MongoDatabase database, Names names) {
    this.database = database;
    this.names = names;
  }

  /// Makes what is missing.
  ///
  /// @param retention after which health events are removed; zero keeps them
  /// @return the keys that an index keeps unique now
  public static UniqueKeys ensure(MongoDatabase database, Names names, Duration retention) {
    Indexes indexes = new Indexes(database, names);
    indexes.healthEvents(retention);
    indexes.maintenanceEvents();
    indexes.create(names.tokens(), keys("clientName", 1), new IndexOptions().unique(true));
    return new UniqueKeys(indexes.unique);
  }

  private void healthEvents(Duration retention) {
    String events = names.healthEvents();
    // The newest event of a node, its events in order, and its session.
    create(
        events,
        keys("healthevent.nodename", 1).append("createdAt", number(-1)).append("_id", number(-1)),
        new IndexOptions());
    // Events by status, oldest first.
    create(
        events,
        keys("healtheventstatus.nodequarantined", 1)
            .append("createdAt", number(1))
            .append("_id", number(1)),
        new IndexOptions());
    // A report that is sent twice is stored once, also against writers that do not know of us.
    if (create(
        events,
        keys(KEY.toString(), 1),
        new IndexOptions()
            .unique(true)
            .partialFilterExpression(
                new BsonDocument(
                    KEY.toString(), new BsonDocument("$type", new BsonString("string")))))) {
      unique.add(new UniqueKey(Collection.HEALTH_EVENTS, KEY));
    }
    // Removal of old events, and the newest of all.
    if (!retention.isZero() && !hasIndexOn(events, "createdAt")) {
      create(
          events,
          keys("createdAt", 1),
          new IndexOptions().expireAfter(retention.toSeconds(), TimeUnit.SECONDS));
    }
  }

  private void maintenanceEvents() {
    String events = names.maintenanceEvents();
    // Upserts by event, and one document for each.
    if (create(events, keys(EVENT_ID.toString(), 1), new IndexOptions().unique(true))) {
      unique.add(new UniqueKey(Collection.MAINTENANCE_EVENTS, EVENT_ID));
    }
    // What is due.
    create(events, keys("status", 1).append("scheduledStartTime", number(1)), new IndexOptions());
    // The latest of a node.
    create(
        events, keys("nodeName", 1).append("lastUpdatedTimestamp", number(-1)), new IndexOptions());
    // The last that was received of a cloud.
    create(events, keys("csp", 1).append("eventReceivedTimestamp", number(-1)), new IndexOptions());
  }

  /// One by somebody else, who may have chosen another retention, stays as it is.
  private boolean hasIndexOn(String collection, String field) {
    try {
      for (BsonDocument index :
          database.getCollection(collection).listIndexes(BsonDocument.class)) {
        BsonDocument key = index.getDocument("key");
        if (key.size() == 1 && key.containsKey(field)) {
          if (!index.containsKey("expireAfterSeconds")) {
            LOG.warn(
                "{} has an index on {} without an expiry: old documents are not removed",
                collection,
                field);
          }
          return true;
        }
      }
      return false;
    } catch (MongoException failure) {
      LOG.warn(
          "{}", MongoErrors.of(failure, Kind.CONFIGURATION, "looking at indexes").getMessage());
      return false;
    }
  }

  private boolean create(String collection, BsonDocument keys, IndexOptions options) {
    MongoCollection<BsonDocument> target = database.getCollection(collection, BsonDocument.class);
    try {
      target.createIndex(keys, options);
      return true;
    } catch (MongoException failure) {
      LOG.warn(
          "{} works without an index on {}: {}",
          collection,
          keys.keySet(),
          MongoErrors.of(failure, CONFIGURATION, "making it").getMessage());
      return false;
    }
  }

  private static BsonDocument keys(String field, int order) {
    return new BsonDocument(field, number(order));
  }

  private static BsonValue number(int value) {
    return new BsonInt32(value);
  }
}
