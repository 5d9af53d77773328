package io.nodesentinel.datastore.testing.file;

import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.spi.DocumentDataStore;
import java.nio.file.Path;

/// One opened file.
final class FileStore extends DocumentDataStore {
  FileStore(Path file) {
    super("file", "", new FileClient(file), HealthEventShape.LOWER_CASE);
  }

  @Override
  public ChangeStreamWatcher watch(WatchRequest request) {
    throw DatastoreException.unsupported("A file cannot be watched: read it again instead.")
        .from(provider());
  }

  @Override
  public void close() {}
}
