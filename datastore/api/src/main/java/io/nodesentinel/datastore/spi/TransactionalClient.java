package io.nodesentinel.datastore.spi;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.client.UpdateResult;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Update;
import java.util.List;
import java.util.Optional;

/// A client whose every call is a transaction of its own: a provider says what a transaction is.
/// For stores whose cursors live on after their transaction.
public abstract class TransactionalClient implements DatabaseClient {

  @Override
  public void ping() {
    withTransaction(_ -> true);
  }

  @Override
  public Optional<Document> findOne(Collection collection, Filter filter, FindOptions options) {
    return withTransaction(operations -> operations.findOne(collection, filter, options));
  }

  @Override
  public Cursor<Document> find(Collection collection, Filter filter, FindOptions options) {
    return withTransaction(operations -> operations.find(collection, filter, options));
  }

  @Override
  public Cursor<Found> findEach(Collection collection, Filter filter, FindOptions options) {
    return withTransaction(operations -> operations.findEach(collection, filter, options));
  }

  @Override
  public InsertResult insertOne(Collection collection, Document document) {
    return withTransaction(operations -> operations.insertOne(collection, document));
  }

  @Override
  public InsertResult insertMany(Collection collection, List<Document> documents) {
    return withTransaction(operations -> operations.insertMany(collection, documents));
  }

  @Override
  public InsertResult insertManyIdempotent(
      Collection collection, List<Document> documents, FieldPath key) {
    return withTransaction(
        operations -> operations.insertManyIdempotent(collection, documents, key));
  }

  @Override
  public UpdateResult updateOne(Collection collection, Filter filter, Update update) {
    return withTransaction(operations -> operations.updateOne(collection, filter, update));
  }

  @Override
  public UpdateResult updateMany(Collection collection, Filter filter, Update update) {
    return withTransaction(operations -> operations.updateMany(collection, filter, update));
  }

  @Override
  public UpdateResult upsert(Collection collection, Filter filter, Update update) {
    return withTransaction(operations -> operations.upsert(collection, filter, update));
  }

  @Override
  public long deleteMany(Collection collection, Filter filter) {
    return withTransaction(operations -> operations.deleteMany(collection, filter));
  }

  @Override
  public long count(Collection collection, Filter filter) {
    return withTransaction(operations -> operations.count(collection, filter));
  }

  @Override
  public Cursor<Document> aggregate(Collection collection, Pipeline pipeline) {
    return withTransaction(operations -> operations.aggregate(collection, pipeline));
  }
}
