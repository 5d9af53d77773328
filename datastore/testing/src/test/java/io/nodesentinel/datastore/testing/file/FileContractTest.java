package io.nodesentinel.datastore.testing.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import io.nodesentinel.datastore.tck.ChangeStreamContract;
import io.nodesentinel.datastore.tck.Databases;
import io.nodesentinel.datastore.tck.Excuses;
import io.nodesentinel.datastore.tck.WholeContract;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(FileContractTest.NoWatching.class)
class FileContractTest extends WholeContract {
  @TempDir private Path folder;

  @Override
  protected Databases databases() {
    return new Databases() {
      @Override
      public DataStore openEmpty() {
        return open(folder.resolve("documents"));
      }

      @Override
      public DataStore openAgain() {
        return open(folder.resolve("documents"));
      }
    };
  }

  private static DataStore open(Path file) {
    return Datastores.open(DatastoreConfig.builder("file").database(file.toString()).build());
  }

  static final class NoWatching extends Excuses {
    NoWatching() {
      super(List.of(Excuse.whole(ChangeStreamContract.class, "a file cannot be watched")));
    }
  }

  @Test
  void two_files_are_two_databases() {
    try (DataStore one = open(folder.resolve(UUID.randomUUID().toString()))) {
      assertThat(one.provider()).isEqualTo("file");
    }
  }
}
