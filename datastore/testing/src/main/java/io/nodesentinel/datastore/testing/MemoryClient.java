package io.nodesentinel.datastore.testing;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.TransactionalClient;
import org.jspecify.annotations.Nullable;

/// The client of one store on a [MemoryDatabase].
final class MemoryClient extends TransactionalClient {
  private final MemoryDatabase database;
  private final String writer;
  private volatile boolean closed;

  MemoryClient(MemoryDatabase database, String writer) {
    this.database = database;
    this.writer = writer;
  }

  /// Its store is closed.
  void end() {
    closed = true;
  }

  @Override
  public <T extends @Nullable Object> T withTransaction(Transaction<T> work) {
    if (closed) {
      throw DatastoreException.of(DatastoreException.Kind.CONNECTION, "The datastore is closed.")
          .retryable(false)
          .from(MemoryDatastoreProvider.NAME);
    }
    return database.transaction(
        writer,
        () -> {
          MemoryOperations operations = new MemoryOperations(database);
          try {
            return work.run(operations);
          } finally {
            operations.end();
          }
        });
  }
}
