package io.nodesentinel.reconcilers.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.testing.Given;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodEvictionsTest {
  private final PodEvictions evictions = new PodEvictions();

  @Test
  void what_waits_ends_with_its_session() {
    evictions.waits("pod-1", "s-1", Given.NOW);
    evictions.stop();

    assertThat(evictions.isAwaited("pod-1", "s-1")).isFalse();
    assertThat(evictions.attempts()).isEmpty();
  }

  @Test
  void what_was_asked_for_is_remembered_for_the_next_session() {
    evictions.waits("pod-1", "s-1", Given.NOW);
    evictions.asked("pod-1");
    evictions.stop();
    evictions.answered("pod-1", new EvictionResult.Accepted(), Given.NOW);
    evictions.stop();

    assertThat(evictions.attempts())
        .hasEntrySatisfying(
            "pod-1", a -> assertThat(a.result()).isEqualTo(new EvictionResult.Accepted()));
  }

  @Test
  void what_was_refused_may_be_asked_for_by_the_next_session() {
    evictions.waits("pod-1", "s-1", Given.NOW);
    evictions.asked("pod-1");
    evictions.answered("pod-1", new EvictionResult.Blocked("budget"), Given.NOW);
    evictions.stop();

    assertThat(evictions.attempts()).isEmpty();
  }

  @Test
  void the_turn_of_an_ended_session_takes_nothing_from_the_next_one() {
    evictions.waits("pod-1", "s-1", Given.NOW);
    evictions.stop();
    evictions.waits("pod-1", "s-2", Given.NOW);

    assertThat(evictions.isAwaited("pod-1", "s-1")).isFalse();
    evictions.dropped("pod-1", "s-1");
    assertThat(evictions.isAwaited("pod-1", "s-2")).isTrue();
  }

  @Test
  void a_pod_that_is_gone_is_forgotten() {
    evictions.waits("pod-1", "s-1", Given.NOW);
    evictions.keepOnly(Set.of("pod-2"));

    assertThat(evictions.attempts()).isEmpty();
    assertThat(evictions.isAwaited("pod-1", "s-1")).isFalse();
  }
}
