package io.nodesentinel.datastore.kubernetes.client;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.DatabaseOperations;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.client.UpdateResult;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.kubernetes.client.Writes.Outcome;
import io.nodesentinel.datastore.kubernetes.object.EventObjects;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Stage;
import io.nodesentinel.datastore.query.Update;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// `HealthEvent` objects as documents. Filters that name an id or a node are answered by the API
/// server, all others, and pipelines, by looking at every object, a page at a time. Thread-safe.
final class HealthEventOperations implements DatabaseOperations {
  private final EventApi api;
  private final Writes writes;
  private final Inserts inserts;

  HealthEventOperations(EventApi api) {
    this.api = api;
    this.writes = new Writes(api);
    this.inserts = new Inserts(api, writes);
  }

  @Override
  public Optional<Document> findOne(Collection collection, Filter filter, FindOptions options) {
    try (Cursor<Document> found = find(collection, filter, options.limitedTo(1))) {
      return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
    }
  }

  @Override
  public Cursor<Document> find(Collection collection, Filter filter, FindOptions options) {
    return Found.of(objects(filter).map(EventObjects::read), filter, options);
  }

  @Override
  public InsertResult insertOne(Collection collection, Document document) {
    return insertMany(collection, List.of(document));
  }

  @Override
  public InsertResult insertMany(Collection collection, List<Document> documents) {
    return new InsertResult(inserts.all(documents), 0);
  }

  @Override
  public InsertResult insertManyIdempotent(
      Collection collection, List<Document> documents, FieldPath key) {
    List<Value> ids = inserts.missing(documents, key);
    return new InsertResult(ids, documents.size() - ids.size());
  }

  @Override
  public UpdateResult updateOne(Collection collection, Filter filter, Update update) {
    Predicate<Document> wanted = Evaluator.predicate(filter);
    try (Cursor<HealthEvent> objects = objects(filter)) {
      while (objects.hasNext()) {
        Outcome outcome = writes.update(objects.next(), wanted, update);
        if (outcome != Outcome.UNMATCHED) {
          return UpdateResult.of(1, outcome == Outcome.WRITTEN ? 1 : 0);
        }
      }
    }
    return UpdateResult.NONE;
  }

  @Override
  public UpdateResult updateMany(Collection collection, Filter filter, Update update) {
    Predicate<Document> wanted = Evaluator.predicate(filter);
    long matched = 0;
    long modified = 0;
    try (Cursor<HealthEvent> objects = objects(filter)) {
      while (objects.hasNext()) {
        Outcome outcome = writes.update(objects.next(), wanted, update);
        matched += outcome == Outcome.UNMATCHED ? 0 : 1;
        modified += outcome == Outcome.WRITTEN ? 1 : 0;
      }
    }
    return UpdateResult.of(matched, modified);
  }

  @Override
  public UpdateResult upsert(Collection collection, Filter filter, Update update) {
    Document otherwise = Evaluator.upserted(filter, update);
    UpdateResult updated = updateOne(collection, filter, update);
    return updated.matched() > 0
        ? updated
        : UpdateResult.inserted(insertOne(collection, otherwise).ids().getFirst());
  }

  @Override
  public long deleteMany(Collection collection, Filter filter) {
    Predicate<Document> wanted = Evaluator.predicate(filter);
    long deleted = 0;
    try (Cursor<HealthEvent> objects = objects(filter)) {
      while (objects.hasNext()) {
        deleted += writes.delete(objects.next(), wanted) ? 1 : 0;
      }
    }
    return deleted;
  }

  @Override
  public long count(Collection collection, Filter filter) {
    long count = 0;
    try (Cursor<Document> found = find(collection, filter)) {
      while (found.hasNext()) {
        found.next();
        count++;
      }
    }
    return count;
  }

  @Override
  public Cursor<Document> aggregate(Collection collection, Pipeline pipeline) {
    Filter begun =
        !pipeline.stages().isEmpty()
                && pipeline.stages().getFirst() instanceof Stage.Match(var filter)
            ? filter
            : Filter.ALL;
    return Found.of(objects(begun).map(EventObjects::read), pipeline);
  }

  private Cursor<HealthEvent> objects(Filter filter) {
    return EventPages.of(api, Selection.of(filter));
  }
}
