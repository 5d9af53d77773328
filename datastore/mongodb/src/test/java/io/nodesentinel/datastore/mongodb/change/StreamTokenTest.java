package io.nodesentinel.datastore.mongodb.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.change.StreamToken.After;
import io.nodesentinel.datastore.mongodb.change.StreamToken.AtTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTokenTest {
  private static final After EARLY = new After("8265E2F3D8000000012B0229296E04");
  private static final After LATE = new After("8265E2F3D9000000012B0229296E04");

  @Test
  void a_token_comes_back_as_it_was() {
    assertThat(StreamToken.parse(EARLY.toResumeToken())).isEqualTo(EARLY);
    AtTime time = new AtTime(0x65E2_F3D8_0000_0001L);
    assertThat(StreamToken.parse(time.toResumeToken())).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no token of ours", "{\"_data\": \"xyz\"}", "{}", "{\"xid\": \"1\"}"})
  void what_is_none_is_refused(String text) {
    assertThatThrownBy(() -> StreamToken.parse(new ResumeToken(text)))
        .isInstanceOfSatisfying(
            DatastoreException.class,
            error -> assertThat(error.kind()).isEqualTo(DatastoreException.Kind.RESUME_TOKEN));
  }

  @Test
  void tokens_are_in_the_order_of_their_events() {
    assertThat(EARLY.isBefore(LATE)).isTrue();
    assertThat(LATE.isBefore(EARLY)).isFalse();
    assertThat(EARLY.isBefore(EARLY)).isFalse();
  }

  @Test
  void a_token_tells_its_time_and_lies_behind_a_beginning_at_that_time() {
    assertThat(EARLY.time()).hasValue(0x65E2_F3D8_0000_0001L);
    AtTime same = new AtTime(0x65E2_F3D8_0000_0001L);
    assertThat(same.isBefore(EARLY)).isTrue();
    assertThat(EARLY.isBefore(same)).isFalse();
    assertThat(EARLY.isBefore(new AtTime(0x65E2_F3D9_0000_0000L))).isTrue();
  }

  @Test
  void a_token_without_a_time_lies_behind_every_beginning() {
    assertThat(new AtTime(7).isBefore(new After("65e2"))).isTrue();
    assertThat(new After("65e2").isBefore(new AtTime(7))).isFalse();
  }
}
