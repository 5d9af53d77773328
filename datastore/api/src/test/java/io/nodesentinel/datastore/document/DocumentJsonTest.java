package io.nodesentinel.datastore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentJsonTest {

  @Test
  void an_implied_id_comes_first_and_gives_way_to_one_in_the_text() {
    Value implied = Value.of("implied");
    assertThat(DocumentJson.read("{\"a\": 1}", implied).fields().keySet())
        .containsExactly("_id", "a");
    assertThat(DocumentJson.read("{\"a\": 1}", implied).get("_id")).isEqualTo(implied);
    Document stated = DocumentJson.read("{\"a\": 1, \"_id\": \"own\"}", implied);
    assertThat(stated.fields().keySet()).containsExactly("_id", "a");
    assertThat(stated.get("_id")).isEqualTo(Value.of("own"));
  }

  @Test
  void every_kind_of_value_comes_back_as_it_was() {
    Document document =
        Document.builder()
            .put("null", Value.nothing())
            .put("bool", true)
            .put("long", Long.MIN_VALUE)
            .put("double", Value.of(0.1))
            .put("huge", Value.of(1e300))
            .put("text", "a\"b\\c\n\u00e9\ud83d\ude00")
            .put("date", Value.of(Instant.parse("2026-03-02T09:15:04.138986Z")))
            .put("oid", new IdValue("65e2f3d87c1b2a0001a1b2c3"))
            .put("uuid", Value.of(new UUID(1, 2)))
            .put("array", Value.array(Value.of(1), Value.array(), Value.of("x")))
            .put("inner", Document.of("node.kubernetes.io/instance-type", Value.of("x")))
            .build();

    assertThat(DocumentJson.read(DocumentJson.write(document))).isEqualTo(document);
  }

  @Test
  void dates_are_written_with_the_same_width_so_that_text_sorts_as_time() {
    assertThat(
            DocumentJson.write(Document.of("t", Value.of(Instant.parse("2026-03-02T09:15:04Z")))))
        .isEqualTo("{\"t\":{\"$date\":\"2026-03-02T09:15:04.000Z\"}}");
    assertThat(
            DocumentJson.write(Document.of("t", Value.of(Instant.parse("0001-01-01T00:00:00Z")))))
        .isEqualTo("{\"t\":{\"$date\":\"0001-01-01T00:00:00.000Z\"}}");
  }

  @Test
  void the_extended_numbers_and_dates_of_exports_are_read() {
    assertThat(
            DocumentJson.read(
                """
                {"a": {"$numberLong": "1772442904"}, "b": {"$numberInt": "7"},
                 "c": {"$numberDouble": "0.5"}, "d": {"$date": {"$numberLong": "1000"}}}\
                """))
        .isEqualTo(
            Document.builder()
                .put("a", 1772442904)
                .put("b", 7)
                .put("c", Value.of(0.5))
                .put("d", Value.of(Instant.ofEpochSecond(1)))
                .build());
  }

  @Test
  void numbers_without_a_fraction_are_integers_however_they_are_written() {
    Document read = DocumentJson.read("{\"a\": 1.0, \"b\": 1e3, \"c\": 9223372036854775808}");

    assertThat(read.get("a")).isEqualTo(Value.of(1));
    assertThat(read.get("b")).isEqualTo(Value.of(1000));
    assertThat(read.get("c")).isEqualTo(Value.of(0x1p63));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{} {}",
        "{\"a\": 1, \"a\": 2}",
        "{\"a\": NaN}",
        "{\"a\": 1e400}",
        "{\"a\": \"x\\u0000\"}",
        "{\"a\": \"\\ud800\"}",
        "{\"\": 1}",
        "{\"$set\": 1}",
        "{\"a\": {\"$where\": \"1\"}}",
        "{\"a\": {\"$date\": \"yesterday\"}}",
        "{\"a\": {\"$date\": true}}",
        "{\"a\": {\"$oid\": \"no\"}}",
        "{\"a\": {\"$numberLong\": \"1.5\"}}"
      })
  void what_cannot_be_stored_is_refused_with_a_typed_error(String json) {
    assertThatThrownBy(() -> DocumentJson.read(json))
        .asInstanceOf(InstanceOfAssertFactories.type(DatastoreException.class))
        .extracting(DatastoreException::kind)
        .isEqualTo(DatastoreException.Kind.SERIALIZATION);
  }

  @Test
  void an_error_does_not_quote_the_document() {
    assertThatThrownBy(() -> DocumentJson.read("{\"password\": hunter2}"))
        .isInstanceOf(DatastoreException.class)
        .hasMessageNotContaining("hunter2")
        .hasMessageContaining("line 1");
  }

  @Test
  void a_hundred_levels_are_stored_and_one_more_is_not() {
    assertThat(DocumentJson.read(DocumentJson.write(nested(100)))).isEqualTo(nested(100));

    assertThatThrownBy(() -> DocumentJson.write(nested(101))).hasMessageContaining("100 levels");
    String tooDeep = "{\"a\":".repeat(101) + "1" + "}".repeat(101);
    assertThatThrownBy(() -> DocumentJson.read(tooDeep)).isInstanceOf(DatastoreException.class);
  }

  @Test
  void a_document_of_more_than_16_mib_is_refused_in_both_directions() {
    Document large = Document.of("a", Value.of("\u00e9".repeat(DocumentJson.MAX_BYTES / 2)));

    assertThatThrownBy(() -> DocumentJson.write(large)).hasMessageContaining("16777216 bytes");
    String json = "{\"a\":\"" + "\u00e9".repeat(DocumentJson.MAX_BYTES / 2) + "\"}";
    assertThatThrownBy(() -> DocumentJson.read(json)).hasMessageContaining("16777216 bytes");
  }

  private static Document nested(int levels) {
    Document document = Document.of("a", Value.of(Instant.EPOCH));
    for (int level = 1; level < levels; level++) {
      document = Document.of("a", document.asValue());
    }
    return document;
  }

  @Test
  void what_was_written_is_read_again_though_a_store_laid_it_out_with_blanks_and_long_numbers() {
    List<Value> numbers = new ArrayList<>();
    for (int i = 0; i < 4_000_000; i++) {
      numbers.add(Value.of(i % 1_000));
    }
    Document document = Document.of("n", new ArrayValue(numbers)).with("huge", Value.of(1e300));
    String written = DocumentJson.write(document);
    String laidOut = written.replace(",", ", ").replace("1.0E300", "1" + "0".repeat(300));
    assertThat(laidOut.length()).isGreaterThan(DocumentJson.MAX_BYTES);

    assertThat(DocumentJson.read(laidOut)).isEqualTo(document);
    assertThat(DocumentJson.read(laidOut, Value.of("id")).fields()).hasSize(3);
  }
}
