package io.nodesentinel.datastore.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// The core of processors with workers and a timer that the test turns by hand.
class DispatcherTest {
  private static final RetryPolicy RETRY =
      new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(1));

  private final List<String> handled = new ArrayList<>();
  private final List<String> stored = new ArrayList<>();
  private final Deque<Runnable> work = new ArrayDeque<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final List<Duration> waits = new ArrayList<>();
  private final Map<String, RuntimeException> failing = new HashMap<>();
  private final KeptLetters letters = new KeptLetters();
  private ProcessorOptions options =
      ProcessorOptions.of("test").retrying(RETRY).keyedBy(change -> name(change).substring(0, 1));

  /// Dead letters in a list; refuses while told to.
  private static final class KeptLetters implements DeadLetters {
    private final List<DeadLetter> all = new ArrayList<>();
    private boolean refusing;

    @Override
    public void add(DeadLetter letter) {
      if (refusing) {
        throw DatastoreException.of(Kind.CONNECTION, "gone");
      }
      all.add(letter);
    }

    @Override
    public List<DeadLetter> of(String client, int limit) {
      return all;
    }

    @Override
    public long count(String client) {
      return all.size();
    }

    @Override
    public int replay(String client, Predicate<DeadLetter> handler) {
      throw new UnsupportedOperationException();
    }
  }

  private Dispatcher dispatcher() {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    ChangeHandler handler =
        change -> {
          RuntimeException failure = failing.get(name(change));
          if (failure != null) {
            throw failure;
          }
          handled.add(name(change));
        };
    return new Dispatcher(
        options,
        new Attempt(options, handler, letters, clock),
        work::add,
        (task, wait) -> {
          waits.add(wait);
          waiting.add(task);
        },
        clock,
        () -> 1,
        new Marks(token -> stored.add(token.value())));
  }

  private static String name(Change.Changed change) {
    return change.token().value();
  }

  private static Change.Changed change(String name, String writer) {
    return new Change.Changed(
        Operation.INSERT,
        Collection.HEALTH_EVENTS,
        Value.of(name),
        null,
        Document.of("name", Value.of(name)),
        new ResumeToken(name),
        false,
        writer,
        Instant.EPOCH);
  }

  private static void accept(Dispatcher dispatcher, String... names) throws InterruptedException {
    for (String name : names) {
      dispatcher.accept(change(name, ""));
    }
  }

  private void workOff() {
    while (!work.isEmpty()) {
      work.removeFirst().run();
    }
  }

  private void timePasses() {
    while (!waiting.isEmpty()) {
      waiting.removeFirst().run();
      workOff();
    }
  }

  @Test
  void one_key_is_handled_in_order_and_another_beside_it() throws Exception {
    Dispatcher dispatcher = dispatcher();
    accept(dispatcher, "a1", "a2", "b1", "a3");

    assertThat(work).as("one worker for each key").hasSize(2);
    workOff();

    assertThat(handled).containsExactly("a1", "b1", "a2", "a3");
    assertThat(stored).containsExactly("a1", "b1", "a3");
  }

  @Test
  void a_failure_holds_back_its_key_and_the_position_but_nobody_else() throws Exception {
    Dispatcher dispatcher = dispatcher();
    failing.put("a1", new IllegalStateException("not now"));
    accept(dispatcher, "a1", "a2", "b1", "b2");
    workOff();

    assertThat(handled).containsExactly("b1", "b2");
    assertThat(stored).isEmpty();

    failing.clear();
    timePasses();
    assertThat(handled).containsExactly("b1", "b2", "a1", "a2");
    assertThat(stored.getLast()).isEqualTo("b2");
  }

  @Test
  void what_fails_too_often_is_set_aside_and_stalls_nobody() throws Exception {
    Dispatcher dispatcher = dispatcher();
    failing.put("a1", new IllegalStateException("never"));
    accept(dispatcher, "a1", "a2");
    workOff();
    timePasses();

    assertThat(handled).containsExactly("a2");
    assertThat(stored.getLast()).isEqualTo("a2");
    assertThat(waits).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
    assertThat(letters.all)
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.id()).isEqualTo(Value.of("a1"));
          assertThat(letter.attempts()).isEqualTo(3);
          assertThat(letter.error()).contains("never");
        });
  }

  @Test
  void poison_is_set_aside_at_once_and_an_outage_never() throws Exception {
    Dispatcher dispatcher = dispatcher();
    failing.put("a1", DatastoreException.of(Kind.CONVERSION, "no event"));
    failing.put("b1", DatastoreException.of(Kind.CONNECTION, "gone"));
    accept(dispatcher, "a1", "b1");
    workOff();
    for (int i = 0; i < 20; i++) {
      waiting.removeFirst().run();
      workOff();
    }

    assertThat(letters.all).extracting(DeadLetter::id).containsExactly(Value.of("a1"));
    assertThat(stored).containsExactly("a1");
    assertThat(waits.getLast()).isEqualTo(Duration.ofSeconds(1));

    failing.clear();
    timePasses();
    assertThat(handled).containsExactly("b1");
    assertThat(stored).containsExactly("a1", "b1");
  }

  @Test
  void a_letter_that_cannot_be_kept_leaves_its_change_open() throws Exception {
    Dispatcher dispatcher = dispatcher();
    letters.refusing = true;
    failing.put("a1", DatastoreException.of(Kind.CONVERSION, "no event"));
    accept(dispatcher, "a1");
    workOff();

    assertThat(stored).isEmpty();

    letters.refusing = false;
    timePasses();
    assertThat(letters.all).hasSize(1);
    assertThat(stored).containsExactly("a1");
  }

  @Test
  void our_own_writes_are_skipped_and_the_position_passes_them_in_order() throws Exception {
    options = options.skipping("me");
    Dispatcher dispatcher = dispatcher();
    accept(dispatcher, "a1");
    dispatcher.accept(change("a2", "me"));
    dispatcher.advance(new ResumeToken("p3"));

    assertThat(stored).isEmpty();
    workOff();
    assertThat(handled).containsExactly("a1");
    assertThat(stored).containsExactly("p3");
  }

  @Test
  void closing_begins_no_handler_more() throws Exception {
    Dispatcher dispatcher = dispatcher();
    accept(dispatcher, "a1", "a2");
    work.removeFirst().run();
    assertThat(dispatcher.close(Duration.ZERO)).isTrue();
    workOff();
    accept(dispatcher, "b1");

    assertThat(handled).containsExactly("a1");
    assertThat(stored).containsExactly("a1");
    assertThat(work).isEmpty();
  }

  @Test
  void whatever_fails_and_whoever_comes_first_all_is_handled_once_and_in_order_of_its_key()
      throws Exception {
    for (int seed = 0; seed < 100; seed++) {
      handled.clear();
      stored.clear();
      SplittableRandom random = new SplittableRandom(seed);
      Dispatcher dispatcher = dispatcher();
      List<String> names = new ArrayList<>();
      for (int i = 100; i < 160; i++) {
        names.add("abcd".charAt(random.nextInt(4)) + Integer.toString(i));
      }
      Deque<String> coming = new ArrayDeque<>(names);
      while (!coming.isEmpty() || !work.isEmpty() || !waiting.isEmpty()) {
        failing.clear();
        if (random.nextInt(3) == 0) {
          names.forEach(name -> failing.put(name, DatastoreException.of(Kind.TIMEOUT, "slow")));
        }
        int turn = random.nextInt(3);
        if (turn == 0 && !coming.isEmpty()) {
          accept(dispatcher, coming.removeFirst());
        } else if (turn == 1 && !work.isEmpty()) {
          (random.nextBoolean() ? work.removeFirst() : work.removeLast()).run();
        } else if (turn == 2 && !waiting.isEmpty()) {
          waiting.removeFirst().run();
        }
      }
      assertThat(handled).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(names);
      for (String key : List.of("a", "b", "c", "d")) {
        assertThat(handled.stream().filter(name -> name.startsWith(key)).toList())
            .as("seed %d, key %s", seed, key)
            .isEqualTo(names.stream().filter(name -> name.startsWith(key)).toList());
      }
      assertThat(stored.getLast()).as("seed %d", seed).isEqualTo(names.getLast());
    }
  }
}
