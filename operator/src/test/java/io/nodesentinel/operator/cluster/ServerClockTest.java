package io.nodesentinel.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerClockTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String NOON_TEXT = "Sun, 01 Mar 2026 12:00:00 GMT";

  private final AtomicLong mono = new AtomicLong(77);
  private Instant machine = NOON;

  private void pass(Duration time) {
    mono.addAndGet(time.toNanos());
  }

  private ServerClock clock() {
    return new ServerClock(mono::get, () -> machine);
  }

  @Test
  void it_believes_the_machine_until_it_hears_of_the_server() {
    ServerClock clock = clock();
    pass(Duration.ofSeconds(3));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(3));
  }

  @Test
  void a_machine_that_is_an_hour_off_is_corrected_to_within_a_second() {
    machine = NOON.plus(Duration.ofHours(1));
    ServerClock ahead = clock();
    ahead.heard(NOON_TEXT, mono.get(), mono.get());
    assertThat(ahead.instant()).isBetween(NOON, NOON.plusSeconds(1));
    machine = NOON.minus(Duration.ofHours(1));
    ServerClock behind = clock();
    behind.heard(NOON_TEXT, mono.get(), mono.get());
    assertThat(behind.instant()).isBetween(NOON, NOON.plusSeconds(1));
  }

  @Test
  void a_step_of_the_machines_clock_while_it_runs_is_not_seen() {
    ServerClock clock = clock();
    machine = NOON.plus(Duration.ofHours(1));
    pass(Duration.ofSeconds(10));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(10));
  }

  @Test
  void an_answer_that_agrees_with_what_is_known_changes_nothing() {
    machine = NOON.plusMillis(400);
    ServerClock clock = clock();
    clock.heard(NOON_TEXT, mono.get(), mono.get());
    assertThat(clock.instant()).isEqualTo(NOON.plusMillis(400));
  }

  @Test
  void an_answer_that_was_read_long_after_it_was_written_does_not_set_the_clock_back() {
    ServerClock clock = clock();
    long sent = mono.get();
    pass(Duration.ofMinutes(1));
    clock.heard(NOON_TEXT, sent, mono.get());
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(60));
  }

  @Test
  void nonsense_tells_nothing() {
    ServerClock clock = clock();
    clock.heard("yesterday", mono.get(), mono.get());
    clock.heard(null, mono.get(), mono.get());
    assertThat(clock.instant()).isEqualTo(NOON);
  }
}
