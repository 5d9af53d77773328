package io.nodesentinel.datastore.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is stored of a client's position, and when.
class PositionSaverTest {
  private static final PositionSaver.Pace AT_ONCE = PositionSaver.Pace.onMove(Duration.ofMillis(1));
  private static final PositionSaver.Pace ON_CLOSE = PositionSaver.Pace.onMove(Duration.ofDays(1));

  private record Stored(int position, boolean replaces) {}

  private final BlockingQueue<Stored> stored = new LinkedBlockingQueue<>();

  private PositionSaver<Integer> saver(PositionSaver.Pace pace) {
    return PositionSaver.start(
        "a-client",
        5,
        (a, b) -> a < b,
        pace,
        (position, replaces) -> stored.add(new Stored(position, replaces)));
  }

  private @Nullable Stored next() throws InterruptedException {
    return stored.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void a_position_that_moved_is_stored_and_one_that_did_not_is_not() throws Exception {
    try (PositionSaver<Integer> saver = saver(AT_ONCE)) {
      saver.handled(4);
      saver.handled(5);
      saver.handled(6);

      assertThat(next()).isEqualTo(new Stored(6, false));
      assertThat(saver.handled()).isEqualTo(6);
    }
    assertThat(stored).isEmpty();
  }

  @Test
  void many_moves_are_few_writes_and_the_last_is_stored_on_close() throws Exception {
    try (PositionSaver<Integer> saver = saver(ON_CLOSE)) {
      saver.handled(6);
      assertThat(next()).isNotNull();
      for (int position = 7; position <= 1_000; position++) {
        saver.handled(position);
      }
    }
    assertThat(new ArrayList<>(stored)).containsExactly(new Stored(1_000, false));
  }

  @Test
  void the_position_behind_a_gap_counts_though_it_is_lower_and_replaces_what_is_stored()
      throws Exception {
    try (PositionSaver<Integer> saver = saver(AT_ONCE)) {
      saver.handledGap(2);

      assertThat(next()).isEqualTo(new Stored(2, true));
      saver.handled(3);
      assertThat(next()).isEqualTo(new Stored(3, false));
    }
  }

  @Test
  void what_could_not_be_stored_is_stored_later() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    List<Integer> written = new ArrayList<>();
    try (PositionSaver<Integer> saver =
        PositionSaver.start(
            "a-client",
            5,
            (a, b) -> a < b,
            AT_ONCE,
            (position, _) -> {
              if (calls.incrementAndGet() <= 3) {
                throw DatastoreException.of(DatastoreException.Kind.CONNECTION, "not now");
              }
              stored.add(new Stored(position, false));
              written.add(position);
            })) {
      saver.handled(6);

      assertThat(next()).isEqualTo(new Stored(6, false));
    }
    assertThat(written).containsExactly(6);
  }

  @Test
  void a_defect_of_the_storage_does_not_end_the_storing() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (PositionSaver<Integer> saver =
        PositionSaver.start(
            "a-client",
            5,
            (a, b) -> a < b,
            AT_ONCE,
            (position, _) -> {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("a defect");
              }
              stored.add(new Stored(position, false));
            })) {
      saver.handled(6);

      assertThat(next()).isEqualTo(new Stored(6, false));
    }
  }

  @Test
  void a_client_that_rests_says_now_and_then_that_it_lives() throws Exception {
    try (PositionSaver<Integer> _ =
        saver(new PositionSaver.Pace(Duration.ofMillis(1), Duration.ofMillis(5)))) {
      assertThat(next()).isEqualTo(new Stored(5, false));
      assertThat(next()).isEqualTo(new Stored(5, false));
    }
  }

  @Test
  void closing_twice_stores_once() {
    PositionSaver<Integer> saver = saver(ON_CLOSE);
    saver.handled(6);
    saver.close();
    saver.close();

    assertThat(new ArrayList<>(stored)).containsExactly(new Stored(6, false));
  }
}
