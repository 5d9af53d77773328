package io.nodesentinel.datastore.migrate;

import io.nodesentinel.datastore.migrate.destination.Batch;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// Reads and converts the next batches on a thread of its own while one is written, a few at most.
/// [#next] and [#close] are for one thread.
final class ReadingAhead implements AutoCloseable {
  private static final int MOST = 2;

  /// A read that cannot be interrupted, of a pipe, ends with the process.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(MOST);
  private final Thread reader;

  private sealed interface Step {
    record Read(Batch batch) implements Step {}

    record End() implements Step {}

    record Failed(Throwable failure) implements Step {}
  }

  private ReadingAhead(Batches batches) {
    this.reader =
        Thread.ofPlatform().daemon().name("migrate-reader").unstarted(() -> read(batches));
  }

  /// Begins. Until it is closed the batches are its own.
  static ReadingAhead of(Batches batches) {
    ReadingAhead ahead = new ReadingAhead(batches);
    ahead.reader.start();
    return ahead;
  }

  private void read(Batches batches) {
    try {
      try {
        for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
          steps.put(new Step.Read(batch));
        }
        steps.put(new Step.End());
      } catch (RuntimeException | Error failure) {
        steps.put(new Step.Failed(failure));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /// The next batch; null at the end, after which it is not called any more.
  ///
  /// @throws RuntimeException what reading threw
  @Nullable Batch next() {
    try {
      return switch (steps.take()) {
        case Step.Read(Batch batch) -> batch;
        case Step.End() -> null;
        case Step.Failed(RuntimeException failure) -> throw failure;
        case Step.Failed(Error failure) -> throw failure;
        case Step.Failed(Throwable impossible) -> throw new IllegalStateException(impossible);
      };
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while moving documents", interrupted);
    }
  }

  @Override
  public void close() {
    reader.interrupt();
    try {
      reader.join(PATIENCE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
