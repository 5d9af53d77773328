package io.nodesentinel.datastore.spi;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.DatabaseOperations;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.client.UpdateResult;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Update;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All operations by looking at every document, for stores that are small or know no queries: a
/// provider says how documents are read and written. They run within one transaction, whoever
/// begins it.
public abstract class EvaluatedOperations implements DatabaseOperations {

  /// Every document of a collection, with its id.
  protected abstract Stream<Document> all(Collection collection);

  /// @param document may have no id yet
  /// @return its id
  /// @throws DatastoreException (VALIDATION, INSERT, SERIALIZATION) if it cannot be stored
  protected abstract Value insert(Collection collection, Document document);

  /// @throws DatastoreException (UPDATE, SERIALIZATION) if it cannot be stored
  protected abstract void replace(Collection collection, Document before, Document after);

  protected abstract void delete(Collection collection, Document document);

  /// The document as it is after an update, before it is compared with what it was.
  protected Document normal(Collection collection, Document document) {
    return document;
  }

  @Override
  public Optional<Document> findOne(Collection collection, Filter filter, FindOptions options) {
    return Evaluator.find(all(collection), filter, options.limitedTo(1)).stream().findFirst();
  }

  @Override
  public Cursor<Document> find(Collection collection, Filter filter, FindOptions options) {
    return Cursor.of(Evaluator.find(all(collection), filter, options));
  }

  @Override
  public InsertResult insertOne(Collection collection, Document document) {
    return insertMany(collection, List.of(document));
  }

  @Override
  public InsertResult insertMany(Collection collection, List<Document> documents) {
    List<Value> ids = new ArrayList<>();
    for (Document document : documents) {
      ids.add(insert(collection, normal(collection, document)));
    }
    return new InsertResult(ids, 0);
  }

  @Override
  public InsertResult insertManyIdempotent(
      Collection collection, List<Document> documents, FieldPath key) {
    Set<Value> taken =
        all(collection).flatMap(document -> document.at(key).stream()).collect(Collectors.toSet());
    List<Document> fresh = new ArrayList<>();
    for (Document document : documents) {
      Value value = document.at(key).orElse(Value.nothing());
      if (!value.isScalar()) {
        throw DatastoreException.invalid(
            "The key at %s is %s; it must be a single value.".formatted(key, value.typeName()));
      }
      if (value == NullValue.NULL || taken.add(value)) {
        fresh.add(document);
      }
    }
    InsertResult result = insertMany(collection, fresh);
    return new InsertResult(result.ids(), documents.size() - fresh.size());
  }

  @Override
  public UpdateResult updateOne(Collection collection, Filter filter, Update update) {
    return findOne(collection, filter, FindOptions.DEFAULT)
        .map(found -> update(collection, List.of(found), update))
        .orElse(UpdateResult.NONE);
  }

  @Override
  public UpdateResult updateMany(Collection collection, Filter filter, Update update) {
    return update(collection, find(collection, filter).toList(), update);
  }

  private UpdateResult update(Collection collection, List<Document> found, Update update) {
    long modified = 0;
    for (Document before : found) {
      Document after = normal(collection, Evaluator.apply(update, before));
      if (!after.equals(before)) {
        replace(collection, before, after);
        modified++;
      }
    }
    return UpdateResult.of(found.size(), modified);
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
    List<Document> found = find(collection, filter).toList();
    found.forEach(document -> delete(collection, document));
    return found.size();
  }

  @Override
  public long count(Collection collection, Filter filter) {
    return all(collection).filter(Evaluator.predicate(filter)).count();
  }

  @Override
  public Cursor<Document> aggregate(Collection collection, Pipeline pipeline) {
    return Cursor.of(Evaluator.run(pipeline, all(collection).toList()));
  }
}
