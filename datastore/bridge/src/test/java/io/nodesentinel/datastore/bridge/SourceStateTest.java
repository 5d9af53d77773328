package io.nodesentinel.datastore.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.bridge.SourceState.Phase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

class SourceStateTest {
  private final AtomicLong nanos = new AtomicLong();
  private final SourceState state =
      new SourceState(InstantSource.fixed(Replica.NOW), nanos::get, NOPLogger.NOP_LOGGER);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void a_store_that_is_silent_is_not_known_and_becomes_so_only_when_it_was_read_again() {
    state.answered(nanos.get());
    state.reading();
    state.current();
    pass(Duration.ofSeconds(4));
    assertThat(state.isCurrent()).isTrue();
    pass(Duration.ofSeconds(2));
    assertThat(state.isCurrent()).isFalse();
    assertThat(state.view().why()).contains("silent");

    state.answered(nanos.get());

    assertThat(state.isUnreachable()).isTrue();
    assertThat(state.isAnswering()).isTrue();
    state.reading();
    state.current();
    assertThat(state.isCurrent()).isTrue();
  }

  @Test
  void an_answer_that_took_too_long_is_a_silence_too() {
    state.answered(nanos.get());
    state.current();
    long asked = nanos.get();
    pass(Duration.ofSeconds(6));
    state.answered(asked);
    assertThat(state.isCurrent()).isFalse();
  }

  @Test
  void it_says_since_when_and_why_it_cannot_be_read() {
    state.current();
    state.unreachable("no route");
    assertThat(state.view())
        .isEqualTo(new SourceState.View(Phase.UNREACHABLE, Replica.NOW, "no route"));
    assertThat(state.isAnswering()).isFalse();
  }
}
