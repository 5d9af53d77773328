package io.nodesentinel.datastore.kubernetes.client;

import static io.nodesentinel.datastore.client.Collection.DEAD_LETTERS;
import static io.nodesentinel.datastore.client.Collection.HEALTH_EVENTS;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.client.DatabaseOperations;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.client.UpdateResult;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Update;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `HealthEvent` objects as the collection `HealthEvents`, and a ConfigMap as `DeadLetters`. There
/// is no other collection, and there are no transactions.
public final class KubernetesDatabaseClient implements DatabaseClient {
  private final EventApi api;
  private final DatabaseOperations events;
  private final DatabaseOperations letters;

  /// @param letters where dead letters are kept
  public KubernetesDatabaseClient(EventApi api, ConfigMapStore letters) {
    this.api = api;
    this.events = new HealthEventOperations(api);
    this.letters = new ConfigMapClient(letters, DEAD_LETTERS);
  }

  private DatabaseOperations in(Collection collection) {
    if (collection.equals(DEAD_LETTERS)) {
      return letters;
    }
    checkEvents(collection);
    return events;
  }

  /// @throws DatastoreException (UNSUPPORTED) for any collection but that of the health events
  public static void checkEvents(Collection collection) {
    if (!collection.equals(HEALTH_EVENTS)) {
      throw DatastoreException.unsupported(
              "The kubernetes provider keeps HealthEvent objects, which are the collection %s; there"
                      .formatted(HEALTH_EVENTS)
                  + " are no objects for documents of %s, and no changes of them. Keep those in a"
                      .formatted(collection)
                  + " database.")
          .from(ApiErrors.PROVIDER);
    }
  }

  @Override
  public Optional<Document> findOne(Collection collection, Filter filter, FindOptions options) {
    return in(collection).findOne(collection, filter, options);
  }

  @Override
  public Cursor<Document> find(Collection collection, Filter filter, FindOptions options) {
    return in(collection).find(collection, filter, options);
  }

  @Override
  public InsertResult insertOne(Collection collection, Document document) {
    return in(collection).insertOne(collection, document);
  }

  @Override
  public InsertResult insertMany(Collection collection, List<Document> documents) {
    return in(collection).insertMany(collection, documents);
  }

  @Override
  public InsertResult insertManyIdempotent(
      Collection collection, List<Document> documents, FieldPath key) {
    return in(collection).insertManyIdempotent(collection, documents, key);
  }

  @Override
  public UpdateResult updateOne(Collection collection, Filter filter, Update update) {
    return in(collection).updateOne(collection, filter, update);
  }

  @Override
  public UpdateResult updateMany(Collection collection, Filter filter, Update update) {
    return in(collection).updateMany(collection, filter, update);
  }

  @Override
  public UpdateResult upsert(Collection collection, Filter filter, Update update) {
    return in(collection).upsert(collection, filter, update);
  }

  @Override
  public long deleteMany(Collection collection, Filter filter) {
    return in(collection).deleteMany(collection, filter);
  }

  @Override
  public long count(Collection collection, Filter filter) {
    return in(collection).count(collection, filter);
  }

  @Override
  public Cursor<Document> aggregate(Collection collection, Pipeline pipeline) {
    return in(collection).aggregate(collection, pipeline);
  }

  @Override
  public <T extends @Nullable Object> T withTransaction(Transaction<T> work) {
    throw DatastoreException.unsupported(
            "The kubernetes provider has no transactions of several documents: the API server"
                + " writes one object at a time. Write so that each write may be repeated, or keep"
                + " the events in a database.")
        .from(ApiErrors.PROVIDER);
  }

  @Override
  public void ping() {
    api.ping();
  }
}
