package io.nodesentinel.datastore.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(1));

  @Test
  void waits_double_up_to_the_longest() {
    assertThat(POLICY.backOff(1, 1)).isEqualTo(Duration.ofMillis(100));
    assertThat(POLICY.backOff(2, 1)).isEqualTo(Duration.ofMillis(200));
    assertThat(POLICY.backOff(5, 1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(POLICY.backOff(Integer.MAX_VALUE, 1)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void half_of_a_wait_is_left_to_chance() {
    assertThat(POLICY.backOff(2, 0)).isEqualTo(Duration.ofMillis(100));
    assertThat(POLICY.backOff(2, 0.5)).isEqualTo(Duration.ofMillis(150));
  }

  @Test
  void a_policy_that_cannot_be_followed_is_refused() {
    assertThatThrownBy(() -> new RetryPolicy(0, Duration.ZERO, Duration.ZERO))
        .isInstanceOf(DatastoreException.class);
    assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessageContaining("PT2S");
  }

  @Test
  void an_outage_is_waited_for_and_what_is_final_is_set_aside() {
    assertThat(ErrorClass.of(DatastoreException.of(Kind.CONNECTION, "")))
        .isEqualTo(ErrorClass.OUTAGE);
    assertThat(ErrorClass.of(DatastoreException.of(Kind.CERTIFICATE, "")))
        .isEqualTo(ErrorClass.OUTAGE);
    assertThat(ErrorClass.of(DatastoreException.of(Kind.TRANSACTION, "")))
        .isEqualTo(ErrorClass.TRANSIENT);
    assertThat(ErrorClass.of(DatastoreException.of(Kind.CONVERSION, "")))
        .isEqualTo(ErrorClass.POISON);
    assertThat(ErrorClass.of(new IllegalStateException())).isEqualTo(ErrorClass.TRANSIENT);
  }
}
