package io.nodesentinel.datastore.mongodb.client;

import com.mongodb.MongoException;
import com.mongodb.client.AggregateIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.result.UpdateResult;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bson.BSONException;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/// The driver's calls, within a transaction or without, and what their errors mean. Without one it
/// is thread-safe.
final class Calls {
  private final MongoDatabase database;
  private final Names names;
  private final @Nullable ClientSession session;
  private boolean ended;

  Calls(MongoDatabase database, Names names, @Nullable ClientSession session) {
    this.database = database;
    this.names = names;
    this.session = session;
  }

  /// The same calls, within a transaction.
  Calls in(ClientSession transaction) {
    return new Calls(database, names, transaction);
  }

  boolean inTransaction() {
    return session != null;
  }

  /// The transaction is over: what comes later is refused.
  void end() {
    ended = true;
  }

  /// Runs a call, and says in the SDK's terms what went wrong.
  <T> T run(Kind otherwise, String doing, Supplier<T> call) {
    if (ended) {
      throw DatastoreException.invalid(
              "The operations of a transaction are used after it ended: use the client's own.")
          .from(MongoErrors.PROVIDER);
    }
    try {
      return call.get();
    } catch (MongoException | BSONException | IllegalStateException failure) {
      throw MongoErrors.of(failure, otherwise, doing);
    }
  }

  private MongoCollection<BsonDocument> of(Collection collection) {
    return database.getCollection(names.of(collection), BsonDocument.class);
  }

  private <T> T with(
      Collection collection,
      Function<MongoCollection<BsonDocument>, T> alone,
      SessionCall<T> together) {
    return session == null ? alone.apply(of(collection)) : together.apply(of(collection), session);
  }

  private interface SessionCall<T> {
    T apply(MongoCollection<BsonDocument> collection, ClientSession session);
  }

  FindIterable<BsonDocument> find(Collection collection, BsonDocument filter) {
    return with(collection, all -> all.find(filter), (all, mine) -> all.find(mine, filter));
  }

  AggregateIterable<BsonDocument> aggregate(Collection collection, List<BsonDocument> stages) {
    return with(
        collection, all -> all.aggregate(stages), (all, mine) -> all.aggregate(mine, stages));
  }

  long count(Collection collection, BsonDocument filter) {
    return with(
        collection,
        all -> all.countDocuments(filter),
        (all, mine) -> all.countDocuments(mine, filter));
  }

  long delete(Collection collection, BsonDocument filter) {
    return with(
            collection, all -> all.deleteMany(filter), (all, mine) -> all.deleteMany(mine, filter))
        .getDeletedCount();
  }

  void insert(Collection collection, BsonDocument document) {
    with(collection, all -> all.insertOne(document), (all, mine) -> all.insertOne(mine, document));
  }

  void insert(Collection collection, List<BsonDocument> documents, boolean ordered) {
    InsertManyOptions options = new InsertManyOptions().ordered(ordered);
    with(
        collection,
        all -> all.insertMany(documents, options),
        (all, mine) -> all.insertMany(mine, documents, options));
  }

  UpdateResult updateOne(Collection collection, BsonDocument filter, BsonDocument update) {
    return with(
        collection,
        all -> all.updateOne(filter, update),
        (all, mine) -> all.updateOne(mine, filter, update));
  }

  UpdateResult updateMany(Collection collection, BsonDocument filter, BsonDocument update) {
    return with(
        collection,
        all -> all.updateMany(filter, update),
        (all, mine) -> all.updateMany(mine, filter, update));
  }
}
