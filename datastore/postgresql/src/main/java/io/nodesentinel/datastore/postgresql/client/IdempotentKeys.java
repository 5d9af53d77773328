package io.nodesentinel.datastore.postgresql.client;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.query.Filter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Inserting what is not there yet, by a key. Where an index keeps the key unique it decides, also
/// against writers that do not know of us; elsewhere one such insert at a time looks first.
final class IdempotentKeys {
  private static final String BY_INDEX =
      """
      ON CONFLICT ((document #>> '{healthevent,metadata,idempotencyKey}'))
      WHERE document #>> '{healthevent,metadata,idempotencyKey}' IS NOT NULL DO NOTHING\
      """;

  private IdempotentKeys() {}

  /// The documents, without those whose key came earlier in the list.
  ///
  /// @throws DatastoreException (VALIDATION) if a key is an array or a document
  static List<Document> distinct(List<Document> documents, FieldPath key) {
    Set<Value> seen = new HashSet<>();
    List<Document> distinct = new ArrayList<>();
    for (Document document : documents) {
      Optional<Value> value = value(document, key);
      if (value.isPresent() && !value.get().isScalar()) {
        throw DatastoreException.invalid(
            "Field %s is %s; a key that makes an insert idempotent is a single value."
                .formatted(key, value.get().typeName()));
      }
      if (value.isEmpty() || seen.add(value.get())) {
        distinct.add(document);
      }
    }
    return distinct;
  }

  /// @return those that were inserted
  static List<Stored> insert(
      Statements statements, Collection collection, List<Stored> rows, FieldPath key)
      throws SQLException {
    boolean indexed =
        collection.equals(Collection.HEALTH_EVENTS)
            && key.equals(HealthEventShape.idempotencyKey())
            && rows.stream()
                .flatMap(row -> value(row.document(), key).stream())
                .allMatch(TextValue.class::isInstance);
    if (!indexed) {
      statements.lockKey(collection + " " + key);
    }
    List<Stored> inserted = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += SqlOperations.BATCH) {
      List<Stored> batch = rows.subList(from, Math.min(rows.size(), from + SqlOperations.BATCH));
      List<Stored> missing = indexed ? batch : missing(statements, collection, batch, key);
      Set<UUID> done =
          new HashSet<>(statements.insert(collection, missing, indexed ? BY_INDEX : ""));
      missing.stream().filter(row -> done.contains(row.record())).forEach(inserted::add);
    }
    return inserted;
  }

  private static List<Stored> missing(
      Statements statements, Collection collection, List<Stored> rows, FieldPath key)
      throws SQLException {
    List<Value> keys = rows.stream().flatMap(row -> value(row.document(), key).stream()).toList();
    Set<Value> there =
        keys.isEmpty()
            ? Set.of()
            : statements.find(collection, new Filter.In(key, keys)).stream()
                .flatMap(row -> value(row.document(), key).stream())
                .collect(Collectors.toSet());
    return rows.stream()
        .filter(row -> value(row.document(), key).filter(there::contains).isEmpty())
        .toList();
  }

  private static Optional<Value> value(Document document, FieldPath key) {
    return document.at(key).filter(value -> value != NullValue.NULL);
  }
}
