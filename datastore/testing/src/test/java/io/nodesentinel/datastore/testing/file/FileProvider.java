package io.nodesentinel.datastore.testing.file;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.DatastoreProvider;
import java.nio.file.Path;

/// Keeps documents in one file, for small tools.
public final class FileProvider implements DatastoreProvider {
  @Override
  public String name() {
    return "file";
  }

  @Override
  public DataStore open(DatastoreConfig config) {
    return new FileStore(Path.of(config.database()));
  }
}
