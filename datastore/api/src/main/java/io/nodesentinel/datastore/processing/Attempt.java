package io.nodesentinel.datastore.processing;

import io.nodesentinel.datastore.change.Change;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One attempt to handle a change, and what becomes of it when that fails. Thread-safe.
final class Attempt {
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
  private static final int MAX_ERROR = 2_000;

  private final ProcessorOptions options;
  private final ChangeHandler handler;
  private final DeadLetters deadLetters;
  private final InstantSource clock;

  Attempt(
      ProcessorOptions options,
      ChangeHandler handler,
      DeadLetters deadLetters,
      InstantSource clock) {
    this.options = options;
    this.handler = handler;
    this.deadLetters = deadLetters;
    this.clock = clock;
  }

  enum Outcome {
    /// It was handled, or set aside.
    DONE,
    /// Try it again after a wait.
    AGAIN,
    /// We are being closed; it is open still.
    ABANDONED
  }

  /// @param number of the attempt, from 1
  Outcome run(Change.Changed change, int number) {
    try {
      handler.handle(change);
      return Outcome.DONE;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Outcome.ABANDONED;
    } catch (Exception | AssertionError | LinkageError | StackOverflowError failure) {
      // The errors that one document can cause by itself: set aside like any other failure, lest
      // one
      // document hold up all that come after it for the same key.
      ErrorClass kind = options.classify().apply(failure);
      options.metrics().failed(kind);
      boolean last =
          kind == ErrorClass.POISON
              || (kind == ErrorClass.TRANSIENT && number >= options.retry().maxAttempts());
      if (last) {
        return setAside(change, number, failure);
      }
      LOG.debug("Attempt {} of a change of client {} failed.", number, options.client(), failure);
      return Outcome.AGAIN;
    }
  }

  private Outcome setAside(Change.Changed change, int attempts, Throwable failure) {
    String error = failure.getClass().getName() + ": " + failure.getMessage();
    try {
      deadLetters.add(
          new DeadLetter(
              options.client(),
              change.operation(),
              change.collection(),
              change.id(),
              change.document().orElse(null),
              error.substring(0, Math.min(error.length(), MAX_ERROR)),
              attempts,
              clock.instant()));
    } catch (RuntimeException storeFailure) {
      LOG.warn("A dead letter of client {} was not kept.", options.client(), storeFailure);
      return Outcome.AGAIN;
    }
    LOG.warn(
        "A change of client {} was set aside after {} attempts.",
        options.client(),
        attempts,
        failure);
    options.metrics().deadLettered();
    return Outcome.DONE;
  }
}
