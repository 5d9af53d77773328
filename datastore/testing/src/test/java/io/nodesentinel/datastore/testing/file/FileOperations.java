package io.nodesentinel.datastore.testing.file;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.EvaluatedOperations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/// What a transaction does with its copy of the documents.
final class FileOperations extends EvaluatedOperations {
  private final Map<Collection, Map<Value, Document>> documents;
  private boolean over;

  FileOperations(Map<Collection, Map<Value, Document>> documents) {
    this.documents = documents;
  }

  @Override
  protected Stream<Document> all(Collection collection) {
    return List.copyOf(in(collection).values()).stream();
  }

  @Override
  protected Value insert(Collection collection, Document document) {
    Value id = document.id().orElseGet(() -> Value.of(UUID.randomUUID()));
    if (!(id instanceof IdValue || id instanceof TextValue)) {
      throw DatastoreException.invalid("An _id is an id or a text.");
    }
    if (in(collection).containsKey(id)) {
      throw DatastoreException.of(DatastoreException.Kind.INSERT, "The _id is there already.");
    }
    put(collection, id, document.with(Document.ID, id));
    return id;
  }

  @Override
  protected void replace(Collection collection, Document before, Document after) {
    put(collection, after.id().orElseThrow(), after);
  }

  @Override
  protected void delete(Collection collection, Document document) {
    in(collection).remove(document.id().orElseThrow());
  }

  private void put(Collection collection, Value id, Document document) {
    // Refuses what is too large for any store.
    DocumentJson.write(document);
    in(collection).put(id, document);
  }

  private Map<Value, Document> in(Collection collection) {
    if (over) {
      throw DatastoreException.invalid("The transaction is over.");
    }
    return documents.computeIfAbsent(collection, _ -> new LinkedHashMap<>());
  }

  /// @return what it has come to
  Map<Collection, Map<Value, Document>> end() {
    over = true;
    return documents;
  }
}
