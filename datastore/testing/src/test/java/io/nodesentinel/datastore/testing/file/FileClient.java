package io.nodesentinel.datastore.testing.file;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.spi.TransactionalClient;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One transaction at a time: each works on a copy, and the file becomes that copy if all went
/// well.
final class FileClient extends TransactionalClient {
  private final ReentrantLock lock = new ReentrantLock();
  private final DocumentFile file;

  FileClient(Path path) {
    file = new DocumentFile(path);
  }

  @Override
  public <T extends @Nullable Object> T withTransaction(Transaction<T> work) {
    if (lock.isHeldByCurrentThread()) {
      throw DatastoreException.invalid("Transactions do not nest.");
    }
    lock.lock();
    try {
      FileOperations operations = new FileOperations(file.read());
      T result = work.run(operations);
      file.write(operations.end());
      return result;
    } finally {
      lock.unlock();
    }
  }
}
