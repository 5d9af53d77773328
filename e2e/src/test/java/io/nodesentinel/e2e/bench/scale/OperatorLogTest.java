package io.nodesentinel.e2e.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OperatorLogTest {
  private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
  private static final String LOG =
      """
      [warning] the JVM says something
      {"timestamp":"2026-01-01T10:00:01.250Z","message":"watching 5 nodes"}
      {"timestamp":"2026-01-01T10:00:02Z","message":"leading"}
      {"timestamp":"2026-01-01T10:00:09Z","message":"leading"}
      {"timestamp":"2026-01-01T10:0\
      """;

  @Test
  void theFirstMessageThatBeginsSoCounts() {
    assertThat(OperatorLog.secondsUntil(LOG, START, "watching ")).isEqualTo(1.25, within(1e-9));
    assertThat(OperatorLog.secondsUntil(LOG, START, "leading")).isEqualTo(2, within(1e-9));
  }

  @Test
  void whatWasNotSaidHasNoTime() {
    assertThat(OperatorLog.secondsUntil(LOG, START, "stopped")).isNaN();
  }
}
