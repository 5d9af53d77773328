package io.nodesentinel.datastore.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.error.DatastoreException.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatastoreExceptionTest {

  @Test
  void a_kind_says_whether_to_try_again_and_a_provider_may_know_better() {
    assertThat(DatastoreException.of(Kind.CONNECTION, "gone").isRetryable()).isTrue();
    assertThat(DatastoreException.of(Kind.INSERT, "no").isRetryable()).isFalse();
    assertThat(DatastoreException.of(Kind.INSERT, "no").retryable(true).isRetryable()).isTrue();
  }

  @Test
  void facts_are_added_and_nothing_is_lost_on_the_way() {
    Exception cause = new IllegalStateException("why");
    DatastoreException failure =
        DatastoreException.of(Kind.TIMEOUT, "No answer.", cause)
            .from("postgresql")
            .with("sqlstate", "57014");

    assertThat(failure).hasMessage("No answer.").hasCause(cause);
    assertThat(failure.provider()).isEqualTo("postgresql");
    assertThat(failure.metadata()).isEqualTo(Map.of("sqlstate", "57014"));
    assertThat(failure.isConnectionError()).isTrue();
    assertThat(failure.isRetryable()).isTrue();
  }
}
