package io.nodesentinel.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.migrate.source.Amount;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter out = new StringWriter();
  private long nanos;

  private ProgressLine progress(boolean terminal) {
    ProgressLine progress = new ProgressLine(new PrintWriter(out, true), terminal, () -> nanos);
    progress.begin("moving health_events");
    return progress;
  }

  private void after(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void a_terminal_sees_one_line_with_share_rate_and_what_is_left() {
    ProgressLine progress = progress(true);
    progress.at(new Amount(0, 400L << 20, true), 0);
    after(Duration.ofSeconds(10));
    progress.at(new Amount(100L << 20, 400L << 20, true), 50_000);

    assertThat(out.toString())
        .isEqualTo(
            "\r\u001b[Kmoving health_events  [#####...............]  25%  50,000 documents"
                + "  100.0 MiB of 400.0 MiB  5,000/s  30s left");
  }

  @Test
  void the_line_is_gone_before_anything_else_is_said() {
    ProgressLine progress = progress(true);
    after(Duration.ofSeconds(1));
    progress.at(new Amount(1, 2, false), 1);
    progress.note("Something else.");
    progress.close();

    assertThat(out.toString()).endsWith("\r\u001b[KSomething else." + System.lineSeparator());
  }

  @Test
  void elsewhere_a_plain_line_comes_every_ten_seconds() {
    ProgressLine progress = progress(false);
    for (int second = 1; second <= 25; second++) {
      after(Duration.ofSeconds(1));
      progress.at(new Amount(second * 100L, 20_000, false), second * 100L);
    }

    assertThat(out.toString().lines())
        .containsExactly(
            "moving health_events  [#...................]   5%  1,000 documents  100/s  3m 31s left",
            "moving health_events  [##..................]  10%  2,000 documents  100/s  3m 09s left");
  }

  @Test
  void where_the_size_is_not_known_no_share_is_made_up() {
    ProgressLine progress = progress(false);
    after(Duration.ofSeconds(10));
    progress.at(new Amount(3L << 30, 0, true), 7);

    assertThat(out.toString().strip()).isEqualTo("moving health_events  7 documents  3.0 GiB  1/s");
  }
}
