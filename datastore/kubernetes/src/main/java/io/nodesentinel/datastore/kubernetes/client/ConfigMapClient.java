package io.nodesentinel.datastore.kubernetes.client;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.spi.TransactionalClient;
import org.jspecify.annotations.Nullable;

/// The documents of one small collection, each a text of one ConfigMap. A change of several is one
/// write.
final class ConfigMapClient extends TransactionalClient {
  private final ConfigMapStore store;
  private final Collection collection;

  ConfigMapClient(ConfigMapStore store, Collection collection) {
    this.store = store;
    this.collection = collection;
  }

  @Override
  public <T extends @Nullable Object> T withTransaction(Transaction<T> work) {
    return store.change(texts -> {
      ConfigMapDocuments documents = new ConfigMapDocuments(store, collection, texts);
      T result = work.run(documents);
      documents.checkSize();
      return result;
    });
  }
}
