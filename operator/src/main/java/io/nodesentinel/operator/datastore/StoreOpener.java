package io.nodesentinel.operator.datastore;

import io.nodesentinel.datastore.bridge.DatastoreHealth;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import io.nodesentinel.reconcilers.datastore.StoreView;
import io.nodesentinel.reconcilers.datastore.StoreView.Phase;
import io.nodesentinel.reconcilers.datastore.StoreView.SchemaStep;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Opens the datastore of a Datastore object once all that it takes is there, and remembers how
/// that went. Thread-safe.
final class StoreOpener implements Supplier<DataStore> {
  /// How the last attempt went.
  private sealed interface Attempt {
    record None() implements Attempt {}

    record Failed(Phase phase, String reason, String words, List<SchemaStep> schema)
        implements Attempt {}

    record Opened(String serverVersion, List<SchemaStep> schema) implements Attempt {}
  }

  private volatile @Nullable DatastoreConfig config;
  private volatile String waitingFor = "the Datastore object was not read yet";
  private volatile Attempt last = new Attempt.None();

  /// All that it takes is there.
  void use(DatastoreConfig wanted) {
    config = wanted;
  }

  /// Something is missing.
  void waitFor(String what) {
    waitingFor = what;
  }

  /// What it was opened with, or is to be; null if something is missing.
  @Nullable DatastoreConfig config() {
    return config;
  }

  /// Opens it.
  ///
  /// @throws DatastoreException if that fails, or something is missing; asked again after that
  @Override
  public DataStore get() {
    DatastoreConfig wanted = config;
    if (wanted == null) {
      throw DatastoreException.of(
          Kind.CONFIGURATION, "The datastore is not opened yet: " + waitingFor);
    }
    try {
      DataStore store = Datastores.open(wanted);
      last = opened(wanted, store);
      return store;
    } catch (DatastoreException failure) {
      last = failed(wanted, failure);
      throw failure;
    }
  }

  private static Attempt opened(DatastoreConfig wanted, DataStore store) {
    try {
      return new Attempt.Opened(store.serverVersion().orElse(""), schema(wanted));
    } catch (DatastoreException _) {
      // It is open; that it did not answer these questions will be said by its heartbeat.
      return new Attempt.Opened("", List.of());
    }
  }

  /// A schema that cannot be brought up to date is something else than a server that does not
  /// answer.
  private static Attempt failed(DatastoreConfig wanted, DatastoreException failure) {
    String words = String.valueOf(failure.getMessage());
    if (failure.kind() == Kind.CONFIGURATION) {
      try {
        return new Attempt.Failed(
            Phase.SCHEMA_FAILED, failure.kind().name(), words, schema(wanted));
      } catch (DatastoreException also) {
        words = String.valueOf(also.getMessage());
      }
    }
    return new Attempt.Failed(Phase.DOES_NOT_ANSWER, failure.kind().name(), words, List.of());
  }

  private static List<SchemaStep> schema(DatastoreConfig config) {
    return Datastores.provider(config.provider())
        .schema()
        .map(schema ->
            schema.status(config).stream()
                .map(step -> new SchemaStep(step.version(), step.applied()))
                .toList())
        .orElse(List.of());
  }

  StoreView view(DatastoreHealth health) {
    if (health.idle()) {
      return StoreView.IDLE;
    }
    return switch (last) {
      case Attempt.None _ -> StoreView.IDLE;
      case Attempt.Failed(Phase phase, String reason, String words, List<SchemaStep> schema) ->
          new StoreView(phase, reason, words, false, Duration.ZERO, 0, 0, "", schema);
      case Attempt.Opened(String version, List<SchemaStep> schema) ->
          new StoreView(
              health.answers() ? Phase.ANSWERS : Phase.DOES_NOT_ANSWER,
              "",
              health.detail(),
              health.known(),
              health.lag(),
              health.backlog(),
              health.gaps(),
              version,
              schema);
    };
  }
}
