package io.nodesentinel.datastore.testing;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.spi.EvaluatedOperations;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Operations within one transaction.
final class MemoryOperations extends EvaluatedOperations {
  private final MemoryDatabase database;
  private boolean over;

  MemoryOperations(MemoryDatabase database) {
    this.database = database;
  }

  void end() {
    over = true;
  }

  private Tables tables() {
    if (over) {
      throw DatastoreException.invalid(
          "The transaction is over; its operations cannot be used any more.");
    }
    database.check();
    return database.tables;
  }

  @Override
  public Optional<Document> findOne(Collection collection, Filter filter, FindOptions options) {
    return find(collection, filter, options.limitedTo(1)).toList().stream().findFirst();
  }

  @Override
  public Cursor<Document> find(Collection collection, Filter filter, FindOptions options) {
    return findEach(collection, filter, options).map(Found::orThrow);
  }

  @Override
  public Cursor<Found> findEach(Collection collection, Filter filter, FindOptions options) {
    List<Found> found = super.find(collection, filter, options).map(this::found).toList();
    return Cursor.of(found);
  }

  private Found found(Document document) {
    return document
        .id()
        .filter(database::isSpoilt)
        .<Found>map(id ->
            new Found.Unreadable(
                id,
                document,
                DatastoreException.of(
                    DatastoreException.Kind.SERIALIZATION, "The test spoilt the document.")))
        .orElseGet(() -> new Found.Sound(document));
  }

  @Override
  protected Stream<Document> all(Collection collection) {
    return tables().all(collection);
  }

  @Override
  protected Value insert(Collection collection, Document document) {
    return tables().insert(collection, document);
  }

  @Override
  protected void replace(Collection collection, Document before, Document after) {
    tables().replace(collection, before, after);
  }

  @Override
  protected void delete(Collection collection, Document document) {
    tables().delete(collection, document);
  }

  @Override
  protected Document normal(Collection collection, Document document) {
    return Dates.normal(collection, document);
  }
}
