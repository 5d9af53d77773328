package io.nodesentinel.reconcilers.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NodeMemoryTest {
  private final NodeMemory memory = new NodeMemory();

  @Test
  void the_wait_doubles_with_each_failure_in_a_row_up_to_half_a_minute() {
    assertThat(memory.failed(null)).isEqualTo(Duration.ofMillis(100));
    assertThat(memory.failed(null)).isEqualTo(Duration.ofMillis(200));
    for (int i = 0; i < 30; i++) {
      memory.failed(null);
    }
    assertThat(memory.failed(null)).isEqualTo(Duration.ofSeconds(30));
    memory.progressed();
    assertThat(memory.failed(null)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void a_server_that_says_when_to_come_back_is_asked_then_and_not_much_later() {
    Duration asked = Duration.ofSeconds(1);
    assertThat(memory.failed(asked)).isEqualTo(asked);
    for (int i = 0; i < 30; i++) {
      memory.failed(asked);
    }
    assertThat(memory.failed(asked)).isEqualTo(Duration.ofSeconds(4));
  }
}
