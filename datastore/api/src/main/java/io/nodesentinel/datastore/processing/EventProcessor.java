package io.nodesentinel.datastore.processing;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads changes and hands them to a handler: in order for each key, in parallel across keys on
/// virtual threads. Moves the stored position to the low-water mark of what was handled. Owns its
/// watcher.
public final class EventProcessor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventProcessor.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final ChangeStreamWatcher watcher;
  private final ChangeHandler handler;
  private final ProcessorOptions options;
  private final Marks marks;
  private final Dispatcher dispatcher;
  private final ExecutorService workers;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final Thread reader;

  private EventProcessor(
      ChangeStreamWatcher watcher,
      ChangeHandler handler,
      DeadLetters deadLetters,
      ProcessorOptions options,
      ExecutorService workers) {
    this.watcher = watcher;
    this.handler = handler;
    this.options = options;
    this.workers = workers;
    InstantSource clock = InstantSource.system();
    this.marks = new Marks(watcher::markProcessed);
    this.dispatcher =
        new Dispatcher(
            options,
            new Attempt(options, handler, deadLetters, clock),
            workers,
            this::later,
            clock,
            () -> ThreadLocalRandom.current().nextDouble(),
            marks);
    this.reader = Thread.ofVirtual().name("changes-" + options.client()).unstarted(this::read);
  }

  private void later(Runnable task, Duration wait) {
    try {
      Future<?> _ = timer.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      // The change comes again after a restart.
      LOG.debug("Client {} is closed; what waits is left.", options.client());
    }
  }

  /// Begins to process, with a virtual thread for each key that has something to do.
  public static EventProcessor start(
      ChangeStreamWatcher watcher,
      ChangeHandler handler,
      DeadLetters deadLetters,
      ProcessorOptions options) {
    return start(
        watcher, handler, deadLetters, options, Executors.newVirtualThreadPerTaskExecutor());
  }

  static EventProcessor start(
      ChangeStreamWatcher watcher,
      ChangeHandler handler,
      DeadLetters deadLetters,
      ProcessorOptions options,
      ExecutorService workers) {
    EventProcessor processor = new EventProcessor(watcher, handler, deadLetters, options, workers);
    processor.reader.start();
    return processor;
  }

  /// Completes when it reads no more: normally after [#close], exceptionally if the store refused
  /// for good. What was not handled then comes again at the next start.
  public CompletionStage<Void> stopped() {
    return stopped.minimalCompletionStage();
  }

  private void read() {
    int failures = 0;
    try {
      while (closing.getCount() > 0) {
        try {
          Change change = watcher.next(POLL);
          failures = 0;
          if (change != null) {
            dispatch(change);
          }
          marks.flush();
        } catch (DatastoreException failure) {
          // A certificate that has expired is renewed in a while, and a password replaced.
          if (!failure.isRetryable() && !failure.isRefusal()) {
            throw failure;
          }
          LOG.warn("Client {} cannot read changes; it goes on trying.", options.client(), failure);
          waitBeforeAttempt(++failures);
        }
      }
      stopped.complete(null);
    } catch (InterruptedException _) {
      stopped.complete(null);
    } catch (RuntimeException failure) {
      LOG.error("Client {} reads no more changes.", options.client(), failure);
      stopped.completeExceptionally(failure);
    }
  }

  private void dispatch(Change change) throws InterruptedException {
    switch (change) {
      case Change.Changed changed -> dispatcher.accept(changed);
      case Change.Position position -> dispatcher.advance(position.token());
      case Change.HistoryGap gap -> rescan(gap);
    }
  }

  private void rescan(Change.HistoryGap gap) throws InterruptedException {
    dispatcher.awaitIdle();
    for (int failures = 0; closing.getCount() > 0; waitBeforeAttempt(++failures)) {
      try {
        handler.rescan(gap);
        options.metrics().gap();
        dispatcher.advance(gap.token());
        return;
      } catch (InterruptedException interrupted) {
        throw interrupted;
      } catch (Exception failure) {
        LOG.warn("Client {} could not read anew after a gap.", options.client(), failure);
      }
    }
  }

  private void waitBeforeAttempt(int failures) throws InterruptedException {
    Duration wait = options.retry().backOff(failures, ThreadLocalRandom.current().nextDouble());
    // Ends early when we are closed.
    if (closing.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
      LOG.debug("Client {} is closed while it waits.", options.client());
    }
  }

  /// Reads no more, waits for running handlers as long as the options say, stores the position, and
  /// closes the watcher. What waits or is interrupted comes again at the next start. Repeating it
  /// does nothing.
  @Override
  public void close() {
    if (closing.getCount() == 0) {
      return;
    }
    closing.countDown();
    reader.interrupt();
    timer.shutdownNow();
    try {
      if (!dispatcher.close(options.closeTimeout())) {
        LOG.warn(
            "Handlers of client {} still ran after {}; they are interrupted.",
            options.client(),
            options.closeTimeout());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    workers.shutdownNow();
    marks.flush();
    watcher.close();
  }
}
