package io.nodesentinel.datastore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.error.DatastoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSalvageTest {
  private static final Value ID = Value.of("one");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"\": \"x\"}",
        "{\"$x\": \"y\", \"b\": 1}",
        "{\"$date\": \"x\"}",
        "{\"$oid\": \"x\"}",
        "[1, {\"$date\": \"x\"}]",
        "1e999"
      })
  void a_field_that_cannot_be_held_is_left_out_and_those_around_it_are_there(String odd) {
    String json =
        "{\"healthevent\": {\"agent\": \"a\", \"metadata\": "
            + odd
            + ", \"nodeName\": \"n1\"}, \"createdAt\": \"2026-03-02T09:15:04Z\"}";
    assertThatThrownBy(() -> DocumentJson.read(json, ID)).isInstanceOf(DatastoreException.class);

    Document rest = DocumentJson.salvage(json, ID);

    assertThat(rest.id()).contains(ID);
    assertThat(rest.at("healthevent.agent")).contains(Value.of("a"));
    assertThat(rest.at("healthevent.nodeName")).contains(Value.of("n1"));
    assertThat(rest.at("createdAt")).contains(Value.of("2026-03-02T09:15:04Z"));
    assertThat(DocumentJson.read(DocumentJson.write(rest))).isEqualTo(rest);
  }

  @Test
  void what_is_too_deep_is_left_out_however_deep_it_is() {
    String json = "{\"a\": 1, \"deep\": " + "[".repeat(5_000) + "]".repeat(5_000) + ", \"z\": 2}";
    assertThatThrownBy(() -> DocumentJson.read(json, ID)).isInstanceOf(DatastoreException.class);

    Document rest = DocumentJson.salvage(json, ID);

    assertThat(rest.get("a")).isEqualTo(Value.of(1));
    assertThat(rest.get("z")).isEqualTo(Value.of(2));
    assertThat(rest.get("deep")).as("it is left out up to where it fits").isNull();
  }

  @Test
  void of_what_is_no_json_there_is_what_came_before() {
    assertThat(DocumentJson.salvage("{\"a\": 1, \"b\": [", ID).fields().keySet())
        .containsExactly("_id", "a");
    assertThat(DocumentJson.salvage("nothing", ID).fields().keySet()).containsExactly("_id");
  }
}
