package io.nodesentinel.datastore.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.StartPosition;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.processing.ChangeHandler;
import io.nodesentinel.datastore.processing.DeadLetter;
import io.nodesentinel.datastore.processing.EventProcessor;
import io.nodesentinel.datastore.processing.ProcessorMetrics;
import io.nodesentinel.datastore.processing.ProcessorOptions;
import io.nodesentinel.datastore.processing.QueueEventProcessor;
import io.nodesentinel.datastore.processing.RetryPolicy;
import io.nodesentinel.datastore.processing.StoredDeadLetters;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Processors with their real threads on a database in memory.
class EventProcessorTest {
  private static final RetryPolicy QUICK =
      new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(5));
  private static final WatchRequest REQUEST =
      WatchRequest.of("test", Collection.HEALTH_EVENTS).from(StartPosition.STORED_OR_BEGINNING);

  private final MemoryDatabase database = new MemoryDatabase();
  private final DataStore store = database.open();
  private final StoredDeadLetters letters = new StoredDeadLetters(store.client());
  private final List<Value> handled = new CopyOnWriteArrayList<>();
  private final ProcessorOptions options = ProcessorOptions.of("test").retrying(QUICK);

  @AfterEach
  void close() {
    store.close();
  }

  private Value insert(String node) {
    return store.healthEvents().create(HealthEventBuilder.fatal(node).build());
  }

  private long backlog() {
    try (ChangeStreamWatcher watcher = store.watch(REQUEST)) {
      return watcher.backlog();
    }
  }

  private EventProcessor process(ChangeHandler handler) {
    return EventProcessor.start(store.watch(REQUEST), handler, letters, options);
  }

  private void record(Change.Changed change) {
    handled.add(change.id());
  }

  @Test
  void what_was_handled_does_not_come_again_and_the_rest_does() {
    Value first = insert("n1");
    CountDownLatch never = new CountDownLatch(1);
    Value stuck;
    try (EventProcessor processor =
        EventProcessor.start(
            store.watch(REQUEST),
            change -> {
              if (!change.id().equals(first)) {
                never.await();
              }
              record(change);
            },
            letters,
            options.closingWithin(Duration.ZERO))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> handled.contains(first) && backlog() == 0);
      stuck = insert("n2");
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }

    try (EventProcessor processor = process(this::record)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> handled.contains(stuck));
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }
    assertThat(handled).containsExactly(first, stuck);
  }

  @Test
  void a_processor_reads_on_when_the_store_is_back() {
    try (EventProcessor processor = process(this::record)) {
      database.failWith(DatastoreException.of(Kind.CONNECTION, "The store is gone."));
      assertThatThrownBy(() -> insert("n1")).hasMessage("The store is gone.");
      database.recover();
      Value id = insert("n1");

      await().atMost(Duration.ofSeconds(60)).until(() -> handled.contains(id));
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  void a_processor_reads_on_when_an_expired_certificate_was_renewed() {
    try (EventProcessor processor = process(this::record)) {
      database.failWith(DatastoreException.of(Kind.CERTIFICATE, "The certificate has expired."));
      assertThatThrownBy(() -> insert("n1")).hasMessage("The certificate has expired.");
      database.recover();
      Value id = insert("n1");

      await().atMost(Duration.ofSeconds(60)).until(() -> handled.contains(id));
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  void a_refusal_for_good_ends_it_and_says_why() {
    try (EventProcessor processor = process(this::record)) {
      database.failWith(DatastoreException.of(Kind.RESUME_TOKEN, "You may not."));

      assertThatThrownBy(() -> processor.stopped().toCompletableFuture().get(30, SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("You may not.");
    }
  }

  @Test
  void poison_goes_to_the_dead_letters_and_comes_back_on_replay() {
    Value poison = insert("n1");
    try (EventProcessor processor =
        process(change -> {
          if (change.id().equals(poison)) {
            throw DatastoreException.of(Kind.CONVERSION, "Not an event.");
          }
          record(change);
        })) {
      Value next = insert("n1");
      await().atMost(Duration.ofSeconds(60)).until(() -> handled.contains(next));
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }

    assertThat(letters.of("test", 10))
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.id()).isEqualTo(poison);
          assertThat(letter.error()).contains("Not an event.");
          assertThat(letter.document()).isNotNull();
        });
    assertThat(letters.replay("test", _ -> false)).isZero();
    assertThat(letters.count("test")).isEqualTo(1);
    assertThat(letters.replay("other", _ -> true)).isZero();
    List<DeadLetter> replayed = new CopyOnWriteArrayList<>();
    assertThat(letters.replay("test", replayed::add)).isEqualTo(1);
    assertThat(replayed).extracting(DeadLetter::id).containsExactly(poison);
    assertThat(letters.count("test")).isZero();
  }

  @Test
  void after_a_gap_all_is_read_anew_before_anything_else_is_handled() {
    try (EventProcessor processor = process(this::record)) {
      Value first = insert("n1");
      await().atMost(Duration.ofSeconds(60)).until(() -> handled.contains(first));
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }
    Value missed = insert("n1");
    database.keepChanges(0);
    database.keepChanges(1_000);
    AtomicInteger attempts = new AtomicInteger();

    try (EventProcessor processor =
        process(
            new ChangeHandler() {
              @Override
              public void handle(Change.Changed change) {
                record(change);
              }

              @Override
              public void rescan(Change.HistoryGap gap) {
                if (attempts.incrementAndGet() < 3) {
                  throw new IllegalStateException("not yet");
                }
                store.healthEvents().byNode("n1").toList().stream()
                    .flatMap(event -> event.id().stream())
                    .filter(id -> !handled.contains(id))
                    .forEach(handled::add);
              }
            })) {
      Value later = insert("n1");
      await().atMost(Duration.ofSeconds(60)).until(() -> handled.contains(later));
      assertThat(handled.indexOf(missed)).isBetween(0, handled.indexOf(later) - 1);
      assertThat(attempts).hasValue(3);
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  void no_more_is_in_flight_than_allowed() {
    AtomicInteger most = new AtomicInteger();
    ProcessorMetrics metrics =
        new ProcessorMetrics() {
          @Override
          public void inFlight(int count) {
            most.accumulateAndGet(count, Math::max);
          }
        };
    for (int i = 0; i < 200; i++) {
      insert("n" + i);
    }
    try (EventProcessor processor =
        EventProcessor.start(
            store.watch(REQUEST), this::record, letters, options.inFlight(3).measuredBy(metrics))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> handled.size() == 200);
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void a_queue_has_as_many_workers_as_it_was_given_and_no_more() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch twoAtOnce = new CountDownLatch(2);
    for (int i = 0; i < 50; i++) {
      insert("n" + i);
    }
    try (QueueEventProcessor processor =
        QueueEventProcessor.start(
            store.watch(REQUEST),
            change -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              twoAtOnce.countDown();
              twoAtOnce.await();
              running.decrementAndGet();
              record(change);
            },
            letters,
            options,
            2)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> handled.size() == 50);
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }
    assertThat(most).hasValue(2);
  }

  @Test
  void a_writer_can_skip_its_own_writes() {
    ProcessorOptions skipping = options.skipping(store.writerId());
    try (DataStore other = database.open();
        EventProcessor processor =
            EventProcessor.start(store.watch(REQUEST), this::record, letters, skipping)) {
      insert("n1");
      Value theirs = other.healthEvents().create(HealthEventBuilder.fatal("n1").build());

      await().atMost(Duration.ofSeconds(60)).until(() -> handled.contains(theirs));
      assertThat(handled).containsExactly(theirs);
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  void pushed_changes_are_handled_and_marked_in_order() {
    PushedChanges changes = new PushedChanges();
    try (EventProcessor processor = EventProcessor.start(changes, this::record, letters, options)) {
      changes.insert(HealthEventBuilder.fatal("n1").id(Value.of("a")).document());
      changes.update(HealthEventBuilder.fatal("n1").id(Value.of("a")).document(), "");
      var last = changes.position();

      await().atMost(Duration.ofSeconds(60)).until(() -> changes.marked().contains(last));
      assertThat(handled).containsExactly(Value.of("a"), Value.of("a"));
      assertThat(changes.backlog()).isZero();
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }
    assertThat(changes.isClosed()).isTrue();
  }
}
