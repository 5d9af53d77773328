package io.nodesentinel.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.reconcilers.port.ApiException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeasePaceTest {
  private final LeasePace pace = new LeasePace(Duration.ofSeconds(2));

  @Test
  void an_answer_is_followed_by_the_whole_period() {
    assertThat(pace.afterAnswer()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void a_try_that_was_not_answered_is_repeated_within_a_quarter_of_it() {
    assertThat(pace.afterFailure(failure(null))).isEqualTo(Duration.ofMillis(500));
    assertThat(pace.afterFailure(failure(Duration.ZERO))).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void the_server_may_ask_for_more_but_not_for_more_than_the_period() {
    assertThat(pace.afterFailure(failure(Duration.ofSeconds(1)))).isEqualTo(Duration.ofSeconds(1));
    assertThat(pace.afterFailure(failure(Duration.ofMinutes(5)))).isEqualTo(Duration.ofSeconds(2));
  }

  private static ApiException failure(@Nullable Duration retryAfter) {
    return new ApiException(ApiException.Kind.UNAVAILABLE, "busy", retryAfter, null);
  }
}
