package io.nodesentinel.datastore.testing;

import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The documents of a database, what must be unique among them, and what the open transaction did.
/// Guarded by the lock of its [MemoryDatabase].
final class Tables {
  private static final int MAX_ID = 512;

  private final Map<Collection, Map<Value, Document>> tables = new HashMap<>();
  private final Map<Collection, Map<FieldPath, Map<Value, Value>>> unique = new HashMap<>();
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final List<Write> writes = new ArrayList<>();
  private long nextId = 1;

  /// One write of the open transaction.
  record Write(
      Operation operation,
      Collection collection,
      Value id,
      @Nullable Document before,
      @Nullable Document after) {}

  /// Requires that a path has a value at most once; null and missing values do not count.
  void requireUnique(Collection collection, FieldPath path) {
    unique.computeIfAbsent(collection, _ -> new HashMap<>()).put(path, new HashMap<>());
  }

  Stream<Document> all(Collection collection) {
    return tables.getOrDefault(collection, Map.of()).values().stream();
  }

  Optional<Document> get(Collection collection, Value id) {
    return Optional.ofNullable(tables.getOrDefault(collection, Map.of()).get(id));
  }

  /// @throws DatastoreException if the id or a unique value is taken, or the document cannot be
  ///   stored
  Value insert(Collection collection, Document document) {
    Value id = document.id().orElseGet(() -> new IdValue("%024x".formatted(nextId++)));
    boolean valid =
        id instanceof IdValue
            || (id instanceof TextValue(String text) && !text.isEmpty() && text.length() <= MAX_ID);
    if (!valid) {
      throw DatastoreException.invalid(
          "The _id of a document is an id or a text of 1 to %d characters, not %s."
              .formatted(MAX_ID, id.typeName()));
    }
    if (get(collection, id).isPresent()) {
      throw DatastoreException.of(
          DatastoreException.Kind.INSERT, "A document with this _id is in " + collection + ".");
    }
    Document stored =
        document.id().isPresent()
            ? document
            : Document.of(prepend(Document.ID, id, document.fields()));
    write(new Write(Operation.INSERT, collection, id, null, stored));
    return id;
  }

  void replace(Collection collection, Document before, Document after) {
    write(new Write(Operation.UPDATE, collection, before.id().orElseThrow(), before, after));
  }

  void delete(Collection collection, Document before) {
    write(new Write(Operation.DELETE, collection, before.id().orElseThrow(), before, null));
  }

  private void write(Write write) {
    if (write.after() != null) {
      // Refuses what is too large or too deep, as every store does.
      DocumentJson.write(write.after());
      checkUnique(write);
    }
    put(write.collection(), write.id(), write.before(), write.after());
    undo.push(() -> put(write.collection(), write.id(), write.after(), write.before()));
    writes.add(write);
  }

  private void checkUnique(Write write) {
    unique
        .getOrDefault(write.collection(), Map.of())
        .forEach((path, taken) -> {
          Value holder = taken.get(valueAt(write.after(), path));
          if (holder != null && !holder.equals(write.id())) {
            throw DatastoreException.of(
                write.operation() == Operation.INSERT
                    ? DatastoreException.Kind.INSERT
                    : DatastoreException.Kind.UPDATE,
                "A document with this %s is in %s.".formatted(path, write.collection()));
          }
        });
  }

  private void put(
      Collection collection, Value id, @Nullable Document before, @Nullable Document after) {
    Map<Value, Document> table = tables.computeIfAbsent(collection, _ -> new LinkedHashMap<>());
    if (after == null) {
      table.remove(id);
    } else {
      table.put(id, after);
    }
    unique
        .getOrDefault(collection, Map.of())
        .forEach((path, taken) -> {
          taken.remove(valueAt(before, path));
          Value value = valueAt(after, path);
          if (value != NullValue.NULL) {
            taken.put(value, id);
          }
        });
  }

  private static Value valueAt(@Nullable Document document, FieldPath path) {
    return document == null ? Value.nothing() : document.at(path).orElse(Value.nothing());
  }

  /// What the transaction wrote, in order; it is final now.
  List<Write> commit() {
    List<Write> done = List.copyOf(writes);
    writes.clear();
    undo.clear();
    return done;
  }

  void rollback() {
    undo.forEach(Runnable::run);
    writes.clear();
    undo.clear();
  }

  private static Map<String, Value> prepend(String name, Value value, Map<String, Value> fields) {
    Map<String, Value> all = new LinkedHashMap<>();
    all.put(name, value);
    all.putAll(fields);
    return all;
  }
}
