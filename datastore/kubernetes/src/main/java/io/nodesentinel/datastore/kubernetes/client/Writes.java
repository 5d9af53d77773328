package io.nodesentinel.datastore.kubernetes.client;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.kubernetes.client.EventApi.Written;
import io.nodesentinel.datastore.kubernetes.object.EventObjects;
import io.nodesentinel.datastore.processing.RetryPolicy;
import io.nodesentinel.datastore.query.Update;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/// Writes to one object on the condition that it is as it was read; if somebody else was faster it
/// is read again and everything is decided anew. Thread-safe.
final class Writes {
  /// Each conflict means that another writer got through.
  private static final int MOST_ATTEMPTS = 30;

  private static final RetryPolicy PAUSES =
      new RetryPolicy(MOST_ATTEMPTS, Duration.ofMillis(2), Duration.ofMillis(250));

  private final EventApi api;

  Writes(EventApi api) {
    this.api = api;
  }

  /// What came of one object.
  enum Outcome {
    /// It is gone, or the filter does not match it any more.
    UNMATCHED,
    /// It is so already.
    SAME,
    /// It was written.
    WRITTEN
  }

  /// Updates an object if the filter still matches it.
  Outcome update(HealthEvent object, Predicate<Document> wanted, Update update) {
    return conditionally(
        object,
        current -> {
          Document before = EventObjects.read(current);
          if (!wanted.test(before)) {
            return Optional.empty();
          }
          Document after = Evaluator.apply(update, before);
          if (after.equals(before)) {
            return Optional.of(new Written.Same());
          }
          return Optional.of(api.write(current, EventObjects.change(current, after)));
        });
  }

  /// Deletes an object if the filter still matches it.
  boolean delete(HealthEvent object, Predicate<Document> wanted) {
    return conditionally(
            object,
            current ->
                wanted.test(EventObjects.read(current))
                    ? Optional.of(api.delete(current))
                    : Optional.empty())
        != Outcome.UNMATCHED;
  }

  /// @param attempt empty if there is nothing to do with the object as it is
  private Outcome conditionally(
      HealthEvent object, Function<HealthEvent, Optional<Written>> attempt) {
    HealthEvent current = object;
    for (int conflicts = 0; conflicts < MOST_ATTEMPTS; conflicts++) {
      Optional<Written> written = attempt.apply(current);
      if (written.isEmpty()) {
        return Outcome.UNMATCHED;
      }
      switch (written.get()) {
        case Written.Done() -> {
          return Outcome.WRITTEN;
        }
        case Written.Same() -> {
          return Outcome.SAME;
        }
        case Written.Gone() -> {
          return Outcome.UNMATCHED;
        }
        case Written.Changed() -> pause(conflicts + 1);
      }
      Optional<HealthEvent> again = api.get(object.getMetadata().getName());
      if (again.isEmpty()) {
        return Outcome.UNMATCHED;
      }
      current = again.get();
    }
    throw DatastoreException.of(
            DatastoreException.Kind.UPDATE,
            "HealthEvent %s was changed by others %d times in a row while it was to be written."
                .formatted(object.getMetadata().getName(), MOST_ATTEMPTS))
        .retryable(true)
        .from(ApiErrors.PROVIDER);
  }

  private static void pause(int conflicts) {
    LockSupport.parkNanos(
        PAUSES.backOff(conflicts, ThreadLocalRandom.current().nextDouble()).toNanos());
  }
}
