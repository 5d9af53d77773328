package io.nodesentinel.datastore.testing;

import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.spi.DocumentDataStore;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/// One store opened on a [MemoryDatabase].
final class MemoryDataStore extends DocumentDataStore {
  private final MemoryDatabase database;
  private final MemoryClient client;
  private final Queue<ChangeStreamWatcher> watchers = new ConcurrentLinkedQueue<>();

  MemoryDataStore(MemoryDatabase database, HealthEventShape shape) {
    String writer = "memory-" + UUID.randomUUID();
    MemoryClient memory = new MemoryClient(database, writer);
    super(MemoryDatastoreProvider.NAME, writer, memory, shape);
    this.database = database;
    this.client = memory;
  }

  @Override
  public ChangeStreamWatcher watch(WatchRequest request) {
    ChangeStreamWatcher watcher = new MemoryWatcher(database, request);
    watchers.add(watcher);
    return watcher;
  }

  @Override
  public void close() {
    client.end();
    watchers.forEach(ChangeStreamWatcher::close);
  }
}
