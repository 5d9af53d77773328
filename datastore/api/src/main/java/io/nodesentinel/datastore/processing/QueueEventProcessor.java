package io.nodesentinel.datastore.processing;

import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.error.DatastoreException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;

/// An [EventProcessor] whose handlers share a fixed number of workers: for handlers that need
/// something of which there is little. Keys that have something to do queue up for a worker; order
/// within a key is kept, and a retry that waits holds no worker.
public final class QueueEventProcessor implements AutoCloseable {
  private static final int MAX_WORKERS = 1_000;

  private final EventProcessor core;

  private QueueEventProcessor(EventProcessor core) {
    this.core = core;
  }

  /// Begins to process.
  ///
  /// @param workers handlers that run at a time, 1 to 1,000
  public static QueueEventProcessor start(
      ChangeStreamWatcher watcher,
      ChangeHandler handler,
      DeadLetters deadLetters,
      ProcessorOptions options,
      int workers) {
    if (workers < 1 || workers > MAX_WORKERS) {
      throw DatastoreException.invalid(
          "A queue processor has 1 to %d workers; %d were asked for."
              .formatted(MAX_WORKERS, workers));
    }
    return new QueueEventProcessor(
        EventProcessor.start(
            watcher,
            handler,
            deadLetters,
            options,
            Executors.newFixedThreadPool(workers, Thread.ofVirtual().factory())));
  }

  /// As [EventProcessor#stopped].
  public CompletionStage<Void> stopped() {
    return core.stopped();
  }

  @Override
  public void close() {
    core.close();
  }
}
