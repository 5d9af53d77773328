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
            new ServerIdentity("7345678901234567890", 3, 16_384, 4_000_000_000L, ""),
            new StreamPosition(Long.MAX_VALUE, 9_007_199_254_740_993L));
    assertThat(StreamToken.parse(token.toResumeToken())).isEqualTo(token);
  }

  @Test
  void the_short_way_to_text_and_back_is_the_same_as_the_long_one_for_every_server() {
    for (long timeline = 1; timeline <= 3; timeline++) {
      StreamToken token =
          new StreamToken(
              new ServerIdentity("7\"\\xid", timeline, 5, 6, ""), new StreamPosition(10, timeline));
      assertThat(token.toResumeToken().value()).isEqualTo(token.toJson());
      assertThat(StreamToken.parseOrNull(token.toJson())).isEqualTo(token);
      assertThat(StreamToken.parseOrNull(token.toJson().replace(":", " : "))).isEqualTo(token);
    }
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
