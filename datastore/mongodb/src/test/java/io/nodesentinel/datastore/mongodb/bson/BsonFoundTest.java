package io.nodesentinel.datastore.mongodb.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import org.bson.BsonDocument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BsonFoundTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"\": \"x\"}",
        "{\"$x\": \"y\"}",
        "{\"$timestamp\": {\"t\": 1, \"i\": 1}}",
        "{\"$numberDecimal\": \"1.000000000000000000000000000000001\"}",
      })
  void what_cannot_be_held_is_left_out_of_what_is_found_and_an_error_names_the_document(
      String odd) {
    BsonDocument bson =
        BsonDocument.parse(
            "{\"_id\": \"one\", \"healthevent\": {\"odd\": {\"in\": %s}, \"nodename\": \"n1\"}}"
                .formatted(odd));

    Found found = BsonReading.find(bson);

    assertThat(found).isInstanceOf(Found.Unreadable.class);
    assertThat(found.document().id()).contains(Value.of("one"));
    assertThat(found.document().at("healthevent.nodename")).contains(Value.of("n1"));
    assertThatThrownBy(found::orThrow)
        .isInstanceOf(DatastoreException.class)
        .hasMessageStartingWith("Document one cannot be read. ");
  }
}
