package io.nodesentinel.datastore.postgresql.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.error.DatastoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTokenTest {

  @Test
  void a_token_survives_the_way_to_text_and_back_with_all_64_bits() {
    StreamToken token =
        new StreamToken(
            new ServerIdentity("7345678901234567890", 3, 16_384, 4_000_000_000L),
            new StreamPosition(Long.MAX_VALUE, 9_007_199_254_740_993L));
    assertThat(StreamToken.parse(token.toResumeToken())).isEqualTo(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "{}",
        "null",
        "{\"eventID\": \"5\"}",
        "{\"server\": {\"system\": \"1\"}, \"xid\": \"a\"}"
      })
  void what_others_wrote_is_refused_as_a_token(String text) {
    assertThatThrownBy(() -> StreamToken.parse(new ResumeToken(text)))
        .isInstanceOfSatisfying(
            DatastoreException.class,
            failure -> assertThat(failure.kind()).isEqualTo(DatastoreException.Kind.RESUME_TOKEN));
  }
}
