package io.nodesentinel.datastore.kubernetes.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.error.DatastoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Positions as texts.
class StreamTokenTest {

  @Test
  void a_token_comes_back_as_it_was_given_out() {
    StreamToken token = new StreamToken(48_217L);

    assertThat(StreamToken.parse(token.toResumeToken())).isEqualTo(token);
    assertThat(token.isBefore(new StreamToken(48_218))).isTrue();
    assertThat(token.isBefore(token)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no token of ours",
        "12",
        "{\"resourceVersion\": 12}",
        "{\"resourceVersion\": \"-1\"}",
        "{\"resourceVersion\": \"99999999999999999999\"}",
        "{\"_data\": \"82\"}"
      })
  void a_token_of_others_is_refused(String text) {
    assertThatThrownBy(() -> StreamToken.parse(new ResumeToken(text)))
        .isInstanceOfSatisfying(
            DatastoreException.class,
            failure -> assertThat(failure.kind()).isEqualTo(DatastoreException.Kind.RESUME_TOKEN));
  }
}
