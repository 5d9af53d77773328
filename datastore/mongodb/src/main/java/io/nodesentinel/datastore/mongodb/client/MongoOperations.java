package io.nodesentinel.datastore.mongodb.client;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.DELETE;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.INSERT;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.QUERY;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.TRANSACTION;

import com.mongodb.client.FindIterable;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.DatabaseOperations;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.client.UpdateResult;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.bson.BsonReading;
import io.nodesentinel.datastore.mongodb.bson.Ids;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import io.nodesentinel.datastore.mongodb.query.FilterBson;
import io.nodesentinel.datastore.mongodb.query.PipelineBson;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Update;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;

/// The operations, within a transaction or without.
class MongoOperations implements DatabaseOperations {
  private static final int BATCH = 500;
  private static final int UPSERT_ATTEMPTS = 10;
  private static final String FINDING = "finding documents";
  private static final String INSERTING = "inserting documents";

  private final Calls calls;
  private final Updates updates;
  private final IdempotentInserts idempotent;

  MongoOperations(Calls calls, UniqueKeys unique) {
    this.calls = calls;
    this.updates = new Updates(calls);
    this.idempotent = new IdempotentInserts(calls, unique);
  }

  @Override
  public Optional<Document> findOne(Collection collection, Filter filter, FindOptions options) {
    return calls
        .run(
            QUERY,
            FINDING,
            () -> Optional.ofNullable(query(collection, filter, options).limit(1).first()))
        .map(BsonReading::find)
        .map(Found::orThrow);
  }

  @Override
  public Cursor<Document> find(Collection collection, Filter filter, FindOptions options) {
    return findEach(collection, filter, options).map(Found::orThrow);
  }

  @Override
  public Cursor<Found> findEach(Collection collection, Filter filter, FindOptions options) {
    int limit = (int) Math.min(Integer.MAX_VALUE, options.limit());
    return calls.run(
        QUERY,
        FINDING,
        () ->
            new BsonCursor(
                calls, query(collection, filter, options).limit(limit).batchSize(BATCH).cursor()));
  }

  private FindIterable<BsonDocument> query(
      Collection collection, Filter filter, FindOptions options) {
    if (options.skip() > Integer.MAX_VALUE) {
      throw DatastoreException.unsupported(
              "MongoDB skips at most %d documents; %d were asked for."
                  .formatted(Integer.MAX_VALUE, options.skip()))
          .from(MongoErrors.PROVIDER);
    }
    FindIterable<BsonDocument> query =
        calls.find(collection, FilterBson.of(filter)).skip((int) options.skip());
    if (!options.sort().keys().isEmpty()) {
      query.sort(PipelineBson.sort(options.sort())).allowDiskUse(true);
    }
    return options.projection() == null
        ? query
        : query.projection(PipelineBson.projection(options.projection()));
  }

  @Override
  public InsertResult insertOne(Collection collection, Document document) {
    BsonDocument bson = Ids.identified(document);
    return calls.run(
        INSERT,
        INSERTING,
        () -> {
          calls.insert(collection, bson);
          return new InsertResult(List.of(Ids.of(bson)), 0);
        });
  }

  /// Within a transaction it is all or none by itself; the client sees to it elsewhere.
  @Override
  public InsertResult insertMany(Collection collection, List<Document> documents) {
    List<BsonDocument> bson = documents.stream().map(Ids::identified).toList();
    if (bson.isEmpty()) {
      return new InsertResult(List.of(), 0);
    }
    return calls.run(
        INSERT,
        INSERTING,
        () -> {
          calls.insert(collection, bson, true);
          return new InsertResult(bson.stream().map(Ids::of).toList(), 0);
        });
  }

  @Override
  public InsertResult insertManyIdempotent(
      Collection collection, List<Document> documents, FieldPath key) {
    return idempotent.insert(collection, documents, key);
  }

  @Override
  public UpdateResult updateOne(Collection collection, Filter filter, Update update) {
    return updates.one(collection, FilterBson.of(filter), update);
  }

  @Override
  public UpdateResult updateMany(Collection collection, Filter filter, Update update) {
    return updates.many(collection, FilterBson.of(filter), update);
  }

  @Override
  public UpdateResult upsert(Collection collection, Filter filter, Update update) {
    Document missing = upserted(filter, update);
    BsonDocument bson = FilterBson.of(filter);
    DatastoreException last = null;
    for (int attempt = 0; attempt < UPSERT_ATTEMPTS; attempt++) {
      UpdateResult updated = updates.one(collection, bson, update);
      if (updated.matched() > 0) {
        return updated;
      }
      try {
        return UpdateResult.inserted(insertOne(collection, missing).ids().getFirst());
      } catch (DatastoreException failure) {
        last = duplicate(failure);
      }
    }
    throw last == null ? new IllegalStateException("no attempt was made") : last;
  }

  private static Document upserted(Filter filter, Update update) {
    try {
      return Evaluator.upserted(filter, update);
    } catch (DatastoreException refused) {
      throw refused.from(MongoErrors.PROVIDER);
    }
  }

  /// Somebody else inserted it meanwhile, which is found by looking again; within a transaction,
  /// which is broken by it, by beginning anew.
  private DatastoreException duplicate(DatastoreException failure) {
    if (!isDuplicate(failure)) {
      throw failure;
    }
    if (calls.inTransaction()) {
      throw DatastoreException.of(
              TRANSACTION, "Somebody else inserted the same document meanwhile.", failure)
          .from(MongoErrors.PROVIDER);
    }
    return failure;
  }

  static boolean isDuplicate(DatastoreException failure) {
    return failure.getCause() instanceof RuntimeException cause
        && MongoErrors.code(cause) == MongoErrors.DUPLICATE_KEY;
  }

  @Override
  public long deleteMany(Collection collection, Filter filter) {
    return calls.run(
        DELETE, "deleting documents", () -> calls.delete(collection, FilterBson.of(filter)));
  }

  @Override
  public long count(Collection collection, Filter filter) {
    return calls.run(
        QUERY, "counting documents", () -> calls.count(collection, FilterBson.of(filter)));
  }

  @Override
  public Cursor<Document> aggregate(Collection collection, Pipeline pipeline) {
    Cursor<Found> results =
        calls.run(
            QUERY,
            "aggregating documents",
            () ->
                new BsonCursor(
                    calls,
                    calls
                        .aggregate(collection, PipelineBson.of(pipeline))
                        .allowDiskUse(true)
                        .batchSize(BATCH)
                        .cursor()));
    return results.map(Found::orThrow);
  }

  /// The ids of documents that were inserted.
  static List<Value> ids(List<BsonDocument> inserted) {
    return inserted.stream().map(Ids::of).toList();
  }
}
