package io.nodesentinel.datastore.kubernetes.client;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.kubernetes.object.ObjectNames;
import io.nodesentinel.datastore.spi.EvaluatedOperations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The documents of one collection as JSON texts by the name that is their id. A change is one of
/// the map it is given.
final class ConfigMapDocuments extends EvaluatedOperations {
  /// A ConfigMap takes 1 MiB, its own metadata included.
  private static final int MOST_BYTES = 900_000;

  private final ConfigMapStore store;
  private final Collection collection;
  private final Map<String, String> texts;

  ConfigMapDocuments(ConfigMapStore store, Collection collection, Map<String, String> texts) {
    this.store = store;
    this.collection = collection;
    this.texts = texts;
  }

  @Override
  protected Stream<Document> all(Collection wanted) {
    return List.copyOf(texts.entrySet()).stream()
        .map(text ->
            DocumentJson.read(text.getValue()).with(Document.ID, ObjectNames.id(text.getKey())));
  }

  @Override
  protected Value insert(Collection into, Document document) {
    String name = document.id().map(ObjectNames::name).orElseGet(ObjectNames::fresh);
    if (texts.putIfAbsent(name, text(document)) != null) {
      throw DatastoreException.of(
              Kind.INSERT, "A document with this _id is in %s.".formatted(collection))
          .from(ApiErrors.PROVIDER);
    }
    return ObjectNames.id(name);
  }

  @Override
  protected void replace(Collection in, Document before, Document after) {
    texts.put(ObjectNames.name(after.id().orElseThrow()), text(after));
  }

  @Override
  protected void delete(Collection from, Document document) {
    texts.remove(ObjectNames.name(document.id().orElseThrow()));
  }

  private static String text(Document document) {
    return DocumentJson.write(document.without(List.of(Document.ID)));
  }

  /// @throws DatastoreException (INSERT) if there are more than fit
  void checkSize() {
    long bytes = 0;
    for (Map.Entry<String, String> text : texts.entrySet()) {
      bytes += text.getKey().length() + text.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    if (bytes > MOST_BYTES) {
      throw DatastoreException.of(
              Kind.INSERT,
              "%d documents of %s do not fit into %s, which takes %d bytes: replay or delete some."
                  .formatted(texts.size(), collection, store, MOST_BYTES))
          .from(ApiErrors.PROVIDER);
    }
  }
}
