package io.nodesentinel.e2e.bench.datastore;

import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.spi.DataStore;

/// A client that has handled nothing, for whose sake nothing is removed from the changelog: what a
/// reader beside ours misses, it has not missed because of us.
final class Held implements AutoCloseable {
  private final DataStore store;

  Held(BenchPostgres postgres, String database) {
    store = postgres.open(database);
    store.watch(WatchRequest.of("held", Collection.HEALTH_EVENTS)).close();
  }

  @Override
  public void close() {
    store.close();
  }
}
