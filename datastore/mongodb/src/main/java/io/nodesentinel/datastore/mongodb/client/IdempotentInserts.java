package io.nodesentinel.datastore.mongodb.client;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.INSERT;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.QUERY;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.TRANSACTION;

import com.mongodb.MongoBulkWriteException;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.bson.BsonReading;
import io.nodesentinel.datastore.mongodb.bson.Ids;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import io.nodesentinel.datastore.mongodb.query.FilterBson;
import io.nodesentinel.datastore.query.Filter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/// Inserting what is not there yet, by a key.
///
/// Where an index keeps the key unique it decides, also against writers that do not know of us.
/// Elsewhere the `_id`, which is unique everywhere, is made from the key. Within a transaction,
/// which a refused insert would break, what is there is looked up first.
final class IdempotentInserts {
  private static final int ATTEMPTS = 8;
  private static final String INSERTING = "inserting documents by key";

  private final Calls calls;
  private final UniqueKeys unique;

  IdempotentInserts(Calls calls, UniqueKeys unique) {
    this.calls = calls;
    this.unique = unique;
  }

  InsertResult insert(Collection collection, List<Document> documents, FieldPath key) {
    List<Document> distinct = distinct(documents, key);
    boolean indexed =
        unique.has(collection, key)
            && distinct.stream()
                .flatMap(document -> key(document, key).stream())
                .allMatch(TextValue.class::isInstance);
    List<Value> ids =
        calls.inTransaction()
            ? together(collection, distinct, key, indexed)
            : indexed ? byIndex(collection, distinct, key) : byId(collection, distinct, key);
    return new InsertResult(ids, documents.size() - ids.size());
  }

  private static List<Document> distinct(List<Document> documents, FieldPath key) {
    Set<Value> seen = new HashSet<>();
    List<Document> distinct = new ArrayList<>();
    for (Document document : documents) {
      Optional<Value> value = key(document, key);
      if (value.isPresent() && !value.get().isScalar()) {
        throw DatastoreException.invalid(
                "Field %s is %s; a key that makes an insert idempotent is a single value."
                    .formatted(key, value.get().typeName()))
            .from(MongoErrors.PROVIDER);
      }
      if (value.isEmpty() || seen.add(value.get())) {
        distinct.add(document);
      }
    }
    return distinct;
  }

  private static Optional<Value> key(Document document, FieldPath path) {
    return document.at(path).filter(value -> value != NullValue.NULL);
  }

  private List<Value> together(
      Collection collection, List<Document> documents, FieldPath key, boolean indexed) {
    Set<Value> there = there(collection, documents, key);
    List<BsonDocument> missing = new ArrayList<>();
    for (Document document : documents) {
      Optional<Value> value = key(document, key);
      if (value.filter(there::contains).isEmpty()) {
        missing.add(
            indexed || value.isEmpty()
                ? Ids.identified(document)
                : KeyedIds.identified(collection, document, key, value.get(), 0));
      }
    }
    if (missing.isEmpty()) {
      return List.of();
    }
    try {
      return calls.run(
          INSERT,
          INSERTING,
          () -> {
            calls.insert(collection, missing, true);
            return MongoOperations.ids(missing);
          });
    } catch (DatastoreException failure) {
      if (MongoOperations.isDuplicate(failure)) {
        throw DatastoreException.of(
                TRANSACTION, "Somebody else inserted the same key meanwhile.", failure)
            .from(MongoErrors.PROVIDER);
      }
      throw failure;
    }
  }

  private List<Value> byIndex(Collection collection, List<Document> documents, FieldPath key) {
    List<BsonDocument> bson = documents.stream().map(Ids::identified).toList();
    Set<BsonDocument> refused = attempt(collection, bson);
    if (!refused.isEmpty()) {
      // Whether it was the key, or the id of a document that gave its own.
      List<Document> again = refused.stream().map(BsonReading::document).toList();
      Set<Value> there = there(collection, again, key);
      for (Document document : again) {
        if (key(document, key).filter(there::contains).isEmpty()) {
          throw taken();
        }
      }
    }
    return MongoOperations.ids(bson.stream().filter(one -> !refused.contains(one)).toList());
  }

  private List<Value> byId(Collection collection, List<Document> documents, FieldPath key) {
    List<Document> left = documents;
    List<Value> ids = new ArrayList<>();
    for (int attempt = 0; attempt < ATTEMPTS && !left.isEmpty(); attempt++) {
      Set<Value> there = there(collection, left, key);
      List<Document> missing = new ArrayList<>();
      List<BsonDocument> bson = new ArrayList<>();
      for (Document document : left) {
        Optional<Value> value = key(document, key);
        if (value.filter(there::contains).isEmpty()) {
          missing.add(document);
          bson.add(
              value.isEmpty()
                  ? Ids.identified(document)
                  : KeyedIds.identified(collection, document, key, value.get(), attempt));
        }
      }
      Set<BsonDocument> refused = attempt(collection, bson);
      left = new ArrayList<>();
      for (int i = 0; i < bson.size(); i++) {
        if (!refused.contains(bson.get(i))) {
          ids.add(Ids.of(bson.get(i)));
        } else if (key(missing.get(i), key).isEmpty()) {
          throw taken();
        } else {
          // Another client was first, or a document with this id has another key by now.
          left.add(missing.get(i));
        }
      }
    }
    if (!left.isEmpty()) {
      throw taken();
    }
    return ids;
  }

  /// @return those that were refused as duplicates, by identity
  private Set<BsonDocument> attempt(Collection collection, List<BsonDocument> documents) {
    Set<BsonDocument> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    if (documents.isEmpty()) {
      return refused;
    }
    return calls.run(
        INSERT,
        INSERTING,
        () -> {
          try {
            calls.insert(collection, documents, false);
          } catch (MongoBulkWriteException some) {
            boolean duplicates =
                some.getWriteConcernError() == null
                    && some.getWriteErrors().stream()
                        .allMatch(error -> error.getCode() == MongoErrors.DUPLICATE_KEY);
            if (!duplicates) {
              throw some;
            }
            some.getWriteErrors().forEach(error -> refused.add(documents.get(error.getIndex())));
          }
          return refused;
        });
  }

  /// The keys of these documents that the collection has already.
  private Set<Value> there(Collection collection, List<Document> documents, FieldPath key) {
    List<Value> keys = documents.stream().flatMap(document -> key(document, key).stream()).toList();
    if (keys.isEmpty()) {
      return Set.of();
    }
    BsonDocument filter = FilterBson.of(new Filter.In(key, keys));
    return calls.run(
        QUERY,
        "looking for keys",
        () ->
            calls
                .find(collection, filter)
                .projection(new BsonDocument(key.toString(), new BsonInt32(1)))
                .into(new ArrayList<>())
                .stream()
                .flatMap(found -> key(BsonReading.document(found), key).stream())
                .collect(Collectors.toSet()));
  }

  private static DatastoreException taken() {
    return DatastoreException.of(
            INSERT, "The _id of a document is there already, with another key or without one.")
        .from(MongoErrors.PROVIDER);
  }
}
