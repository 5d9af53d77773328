package io.nodesentinel.datastore.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.change.ResumeToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LowWaterMarkTest {
  private final LowWaterMark marks = new LowWaterMark();

  private static ResumeToken token(int number) {
    return new ResumeToken(Integer.toString(number));
  }

  @Test
  void the_mark_is_the_last_before_the_first_that_is_open() {
    LowWaterMark.Entry one = marks.delivered(token(1));
    LowWaterMark.Entry two = marks.delivered(token(2));
    LowWaterMark.Entry three = marks.delivered(token(3));

    assertThat(marks.handled(two)).isEmpty();
    assertThat(marks.handled(one)).contains(token(2));
    assertThat(marks.handled(three)).contains(token(3));
    assertThat(marks.size()).isZero();
  }

  @Test
  void a_bare_position_waits_for_what_is_open_before_it() {
    LowWaterMark.Entry one = marks.delivered(token(1));

    assertThat(marks.handled(marks.delivered(token(2)))).isEmpty();
    assertThat(marks.handled(one)).contains(token(2));
    assertThat(marks.handled(marks.delivered(token(3)))).contains(token(3));
  }

  @Test
  void handled_in_any_order_the_mark_never_passes_what_is_open() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LowWaterMark window = new LowWaterMark();
      List<LowWaterMark.Entry> open = new ArrayList<>();
      int delivered = 0;
      int mark = 0;
      while (delivered < 60 || !open.isEmpty()) {
        if (delivered < 60 && (open.isEmpty() || random.nextInt(100) < 55)) {
          open.add(window.delivered(token(++delivered)));
          continue;
        }
        Optional<ResumeToken> moved = window.handled(open.remove(random.nextInt(open.size())));
        int end = delivered;
        int expected =
            open.stream()
                    .mapToInt(entry -> Integer.parseInt(entry.token().value()))
                    .min()
                    .orElse(end + 1)
                - 1;
        assertThat(moved)
            .as("seed %d", seed)
            .isEqualTo(expected > mark ? Optional.of(token(expected)) : Optional.empty());
        mark = expected;
      }
      assertThat(mark).isEqualTo(60);
    }
  }
}
