package io.nodesentinel.datastore.migrate.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.HealthEventCodec;
import io.nodesentinel.datastore.migrate.source.ExportFile;
import io.nodesentinel.datastore.migrate.source.Item;
import io.nodesentinel.datastore.migrate.testing.Exports;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionTest {
  private static final String EVENT =
      """
      {"_id":{"$oid":"65e2f3d87c1b2a0001a1b2c3"},"x":%s,"healthevent":{"nodename":"n"}}\
      """;

  private static BsonDocument parse(String json) {
    try (ExportFile file =
        ExportFile.of(
            "a test", new ByteArrayInputStream((json + "\n").getBytes(StandardCharsets.UTF_8)))) {
      return switch (file.next()) {
        case Item.Found found -> found.document();
        case Item.Unreadable wrong -> throw DatastoreException.invalid(wrong.reason());
        case null -> throw new AssertionError("no document");
      };
    }
  }

  private static Row row(String json) {
    return Conversion.row(Moved.HEALTH_EVENTS, parse(json), true);
  }

  private static String stored(String value) {
    String json = new String(row(EVENT.formatted(value)).json(), StandardCharsets.UTF_8);
    return json.substring("{\"x\":".length(), json.indexOf(",\"healthevent\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 | 1",
        "-9223372036854775808 | -9223372036854775808",
        "1.5 | 1.5",
        "2.0 | 2",
        "{\"$numberInt\":\"7\"} | 7",
        "{\"$numberLong\":\"9007199254740993\"} | 9007199254740993",
        "{\"$numberDouble\":\"0.1\"} | 0.1",
        "{\"$numberDouble\":\"3.0\"} | 3",
        "{\"$numberDecimal\":\"12.50\"} | 12.5",
        "{\"$date\":\"2026-03-02T09:15:04.138Z\"} | {\"$date\":\"2026-03-02T09:15:04.138Z\"}",
        "{\"$date\":\"2026-03-02T10:15:04.138+0100\"} | {\"$date\":\"2026-03-02T09:15:04.138Z\"}",
        "{\"$date\":\"2026-03-02T10:15:04+01:00\"} | {\"$date\":\"2026-03-02T09:15:04.000Z\"}",
        "{\"$date\":{\"$numberLong\":\"-1\"}} | {\"$date\":\"1969-12-31T23:59:59.999Z\"}",
        "{\"$oid\":\"65E2F3D87C1B2A0001A1B2C4\"} | {\"$oid\":\"65e2f3d87c1b2a0001a1b2c4\"}",
        "{\"$binary\":{\"base64\":\"ASNFZ4mrze8BI0VniavN7w==\",\"subType\":\"04\"}}"
            + " | {\"$uuid\":\"01234567-89ab-cdef-0123-456789abcdef\"}",
        "{\"$uuid\":\"01234567-89ab-cdef-0123-456789abcdef\"}"
            + " | {\"$uuid\":\"01234567-89ab-cdef-0123-456789abcdef\"}",
        "{\"$symbol\":\"s\"} | \"s\"",
        "null | null",
        "[true,{\"a\":{\"$numberInt\":\"1\"}}] | [true,{\"a\":1}]"
      })
  void every_value_that_can_be_stored_is_stored_exactly(String value, String stored) {
    assertThat(stored(value)).isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$numberDouble\":\"NaN\"}",
        "{\"$numberDouble\":\"-Infinity\"}",
        "{\"$numberDecimal\":\"1.234567890123456789012345678901234\"}",
        "{\"$binary\":{\"base64\":\"AQID\",\"subType\":\"00\"}}",
        "{\"$binary\":\"AQID\",\"$type\":\"0\"}",
        "{\"$timestamp\":{\"t\":1,\"i\":2}}",
        "{\"$minKey\":1}",
        "{\"$undefined\":true}",
        "{\"$regularExpression\":{\"pattern\":\"a\",\"options\":\"\"}}",
        "{\"$ref\":\"other\",\"$id\":1}",
        "\"a\\u0000b\"",
        "\"\\ud800\"",
        "{\"$date\":{\"$numberLong\":\"300000000000000\"}}"
      })
  void a_value_that_cannot_be_stored_is_named_by_its_field(String value) {
    assertThatThrownBy(() -> stored(value))
        .isInstanceOf(DatastoreException.class)
        .hasMessageStartingWith("Field x ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$date\":\"yesterday\"}",
        "{\"$date\":\"2026-03-02T09:15:04.1389Z\"}",
        "{\"$date\":true}",
        "{\"$oid\":\"12\"}",
        "{\"$numberInt\":\"3000000000\"}",
        "{\"$numberLong\":\"x\"}",
        "{\"$numberLong\":5}",
        "{\"$binary\":{\"base64\":\"%%%\",\"subType\":\"04\"}}",
        "{\"$uuid\":\"no\"}"
      })
  void a_tag_around_something_else_is_refused(String value) {
    assertThatThrownBy(() -> stored(value))
        .isInstanceOf(DatastoreException.class)
        .hasMessageMatching("It has a \\$\\w+ that cannot be read\\.");
  }

  @Test
  void an_id_that_the_row_can_say_is_said_by_it_alone() {
    Row row = row(EVENT.formatted("1"));

    assertThat(row.record()).hasToString("00000000-65e2-f3d8-7c1b-2a0001a1b2c3");
    assertThat(new String(row.json(), StandardCharsets.UTF_8)).doesNotContain("_id");
    assertThat(row.createdAt()).isEqualTo(Instant.ofEpochSecond(0x65e2f3d8L));
  }

  @Test
  void a_text_as_id_is_kept_in_the_document() {
    Row row = row("{\"_id\":\"mine\",\"healthevent\":{\"nodename\":\"n\"}}");

    assertThat(new String(row.json(), StandardCharsets.UTF_8)).contains("\"_id\":\"mine\"");
    assertThat(row.createdAt()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"healthevent\":{\"nodename\":\"n\"}} | It has no _id.",
        "{\"_id\":5,\"healthevent\":{\"nodename\":\"n\"}} | this one is a number",
        "{\"_id\":{\"a\":1},\"healthevent\":{\"nodename\":\"n\"}} | this one is a document",
        "{\"_id\":\"a\",\"eventId\":\"e\"} | It is no health event",
        "{\"_id\":\"a\",\"healthevent\":{}} | names no node"
      })
  void what_is_no_health_event_with_an_id_is_refused(String json, String reason) {
    assertThatThrownBy(() -> row(json))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void a_document_of_more_than_16_mib_is_refused() {
    String text = "x".repeat(DocumentJson.MAX_BYTES);

    assertThatThrownBy(() -> row(EVENT.formatted("\"" + text + "\"")))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("larger than the 16777216 bytes");
  }

  @Test
  void a_converted_document_reads_as_the_same_event_and_converts_to_itself() {
    Document before =
        io.nodesentinel.datastore.mongodb.bson.BsonReading.document(parse(Exports.golden()));
    Document after = HealthEventJson.of(before);

    assertThat(HealthEventCodec.read(after)).isEqualTo(HealthEventCodec.read(before));
    assertThat(HealthEventJson.of(after)).isEqualTo(after);
  }

  @Test
  void statuses_are_written_as_the_go_system_does_and_what_is_not_known_stays() {
    Document status =
        Document.builder()
            .put("nodequarantined", "Quarantined")
            .put("quarantinefinishtimestamp", Value.of(Instant.parse("2026-03-02T09:15:04.156Z")))
            .put("faultremediated", true)
            .put("seenby", Value.of(Instant.parse("2026-03-02T09:15:04Z")))
            .build();
    Document event =
        Document.builder().put("nodename", "n").put("nodeName", "m").put("colour", "red").build();

    Document converted =
        HealthEventJson.of(
            Document.builder().put("healthevent", event).put("healtheventstatus", status).build());

    assertThat(converted.at("healtheventstatus.quarantinefinishtimestamp.nanos"))
        .contains(Value.of(156_000_000));
    assertThat(converted.at("healtheventstatus.faultremediated.value")).contains(Value.of(true));
    assertThat(converted.at("healtheventstatus.seenby"))
        .contains(Value.of(Instant.parse("2026-03-02T09:15:04Z")));
    assertThat(converted.at("healthevent").orElseThrow()).isEqualTo(event.asValue());
  }
}
