package io.nodesentinel.datastore.postgresql.client;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.DELETE;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.INSERT;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.QUERY;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.TRANSACTION;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.UPDATE;

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
import io.nodesentinel.datastore.postgresql.connection.SqlErrors;
import io.nodesentinel.datastore.postgresql.record.RecordId;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Update;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The operations, each in a [Unit] of work: a transaction of its own, or the one under way.
///
/// An update locks the rows that match, works out the new documents in process by the reference
/// itself, and writes those that differ. So an update means the same here as anywhere.
class SqlOperations implements DatabaseOperations {
  /// Rows of one statement; bounds what it takes in memory.
  static final int BATCH = 500;

  private static final int ATTEMPTS = 5;

  private final Unit unit;

  SqlOperations(Unit unit) {
    this.unit = unit;
  }

  @Override
  public Optional<Document> findOne(Collection collection, Filter filter, FindOptions options) {
    try (Cursor<Document> cursor = find(collection, filter, options.limitedTo(1))) {
      return cursor.hasNext() ? Optional.of(cursor.next()) : Optional.empty();
    }
  }

  @Override
  public Cursor<Document> find(Collection collection, Filter filter, FindOptions options) {
    return findEach(collection, filter, options).map(Found::orThrow);
  }

  @Override
  public Cursor<Found> findEach(Collection collection, Filter filter, FindOptions options) {
    return unit.cursor(
        Statements.select(collection, filter, options.sort(), options.skip(), options.limit()),
        options.projection());
  }

  @Override
  public InsertResult insertOne(Collection collection, Document document) {
    return insertMany(collection, List.of(document));
  }

  @Override
  public InsertResult insertMany(Collection collection, List<Document> documents) {
    List<Stored> rows = documents.stream().map(SqlOperations::toRow).toList();
    unit.run(
        INSERT,
        "inserting into " + collection,
        statements -> {
          for (int from = 0; from < rows.size(); from += BATCH) {
            statements.insert(
                collection, rows.subList(from, Math.min(rows.size(), from + BATCH)), "");
          }
          return rows;
        });
    return new InsertResult(rows.stream().map(SqlOperations::idOf).toList(), 0);
  }

  @Override
  public InsertResult insertManyIdempotent(
      Collection collection, List<Document> documents, FieldPath key) {
    List<Stored> rows =
        IdempotentKeys.distinct(documents, key).stream().map(SqlOperations::toRow).toList();
    List<Stored> inserted =
        unit.run(
            INSERT,
            "inserting into " + collection,
            statements -> IdempotentKeys.insert(statements, collection, rows, key));
    return new InsertResult(
        inserted.stream().map(SqlOperations::idOf).toList(),
        (long) documents.size() - inserted.size());
  }

  @Override
  public UpdateResult updateOne(Collection collection, Filter filter, Update update) {
    return unit.run(
        UPDATE,
        "updating " + collection,
        statements -> {
          // A row that another writer held may not match any more when it is free; another may.
          for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            List<Stored> row = statements.lock(collection, filter, 1);
            if (!row.isEmpty() || statements.count(collection, filter) == 0) {
              return write(statements, collection, row, update);
            }
          }
          throw DatastoreException.of(
                  TRANSACTION,
                  "Other writers changed every document of %s that was to be updated. Try again."
                      .formatted(collection))
              .from(SqlErrors.PROVIDER);
        });
  }

  @Override
  public UpdateResult updateMany(Collection collection, Filter filter, Update update) {
    return unit.run(
        UPDATE,
        "updating " + collection,
        statements ->
            write(statements, collection, statements.lock(collection, filter, 0), update));
  }

  private static UpdateResult write(
      Statements statements, Collection collection, List<Stored> rows, Update update)
      throws SQLException {
    List<Stored> changed = new ArrayList<>();
    for (Stored row : rows) {
      Document after = Evaluator.apply(update, row.document());
      if (!after.equals(row.document())) {
        changed.add(new Stored(row.record(), after));
      }
    }
    for (int from = 0; from < changed.size(); from += BATCH) {
      statements.replace(collection, changed.subList(from, Math.min(changed.size(), from + BATCH)));
    }
    return UpdateResult.of(rows.size(), changed.size());
  }

  @Override
  public UpdateResult upsert(Collection collection, Filter filter, Update update) {
    Stored row = toRow(Evaluator.upserted(filter, update));
    return unit.run(
        UPDATE,
        "upserting into " + collection,
        statements -> {
          for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            List<Stored> found = statements.lock(collection, filter, 1);
            if (!found.isEmpty()) {
              return write(statements, collection, found, update);
            }
            if (!statements.insert(collection, List.of(row), "ON CONFLICT DO NOTHING").isEmpty()) {
              return UpdateResult.inserted(idOf(row));
            }
          }
          throw DatastoreException.of(
                  INSERT,
                  "Another document of %s has a value that must be unique and does not match."
                      .formatted(collection))
              .from(SqlErrors.PROVIDER);
        });
  }

  @Override
  public long deleteMany(Collection collection, Filter filter) {
    return unit.run(
        DELETE, "deleting from " + collection, statements -> statements.delete(collection, filter));
  }

  @Override
  public long count(Collection collection, Filter filter) {
    return unit.run(
        QUERY, "counting in " + collection, statements -> statements.count(collection, filter));
  }

  @Override
  public Cursor<Document> aggregate(Collection collection, Pipeline pipeline) {
    return Aggregation.run(this, unit, collection, pipeline);
  }

  private static Stored toRow(Document document) {
    UUID record = document.id().map(RecordId::of).orElseGet(UUID::randomUUID);
    return new Stored(record, document);
  }

  private static Value idOf(Stored row) {
    return row.document().id().orElseGet(() -> RecordId.implied(row.record()));
  }
}
