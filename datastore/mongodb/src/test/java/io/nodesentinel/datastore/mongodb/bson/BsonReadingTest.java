package io.nodesentinel.datastore.mongodb.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BsonReadingTest {

  @Test
  void every_value_comes_back_from_bson_as_it_went_in() {
    Document document =
        DocumentJson.read(
            """
            {"null": null, "bool": true, "long": -9223372036854775808, "double": 0.1,
             "text": "é\\ud83d\\ude00", "early": {"$date": "0001-01-01T00:00:00.000Z"},
             "oid": {"$oid": "65e2f3d87c1b2a0001a1b2c3"},
             "uuid": {"$uuid": "0b5e7a3c-0000-4000-8000-000000000001"},
             "array": [1, [], {"a": [null]}], "inner": {"with.dot": {}}}\
            """);
    assertThat(BsonReading.document(BsonWriting.document(document))).isEqualTo(document);
  }

  @Test
  void numbers_are_the_same_whatever_type_they_are_stored_in() {
    assertThat(
            Stream.of(
                    new BsonInt32(2),
                    new BsonInt64(2),
                    new BsonDouble(2.0),
                    new BsonDecimal128(Decimal128.parse("2.00")),
                    new BsonDecimal128(Decimal128.parse("0.2E1")))
                .map(BsonReadingTest::read))
        .containsOnly(Value.of(2));
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.1", "-1.50, -1.5", "1E300, 1e300", "-0, 0", "-0E+6111, 0"})
  void a_decimal_that_a_double_holds_is_that_number(String decimal, double number) {
    assertThat(read(new BsonDecimal128(Decimal128.parse(decimal)))).isEqualTo(Value.of(number));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.1234567890123456789", "9223372036854775809", "1E6000", "NaN", "Infinity"})
  void a_decimal_that_would_be_rounded_is_an_error(String decimal) {
    refused(new BsonDecimal128(Decimal128.parse(decimal)));
  }

  static Stream<BsonValue> withoutCounterpart() {
    return Stream.of(
        new BsonDouble(Double.NaN),
        new BsonDouble(Double.POSITIVE_INFINITY),
        new BsonTimestamp(1, 1),
        new BsonRegularExpression("a"),
        new BsonJavaScript("a"),
        new BsonUndefined(),
        new BsonMinKey(),
        new BsonMaxKey(),
        new BsonString("\u0000"),
        new BsonDateTime(Long.MAX_VALUE),
        new BsonBinary(new byte[16]),
        new BsonBinary(BsonBinarySubType.UUID_LEGACY, new byte[16]),
        new BsonDocument("$ref", new BsonString("a")),
        new BsonDocument("", new BsonString("a")));
  }

  @ParameterizedTest
  @MethodSource("withoutCounterpart")
  void what_no_value_can_hold_is_an_error_that_names_the_field(BsonValue value) {
    refused(value);
  }

  @Test
  void an_old_symbol_is_a_text() {
    assertThat(read(new BsonSymbol("a"))).isEqualTo(Value.of("a"));
  }

  @Test
  void an_id_is_made_where_there_is_none_and_comes_first() {
    BsonDocument stored = Ids.identified(DocumentJson.read("{\"a\": 1}"));
    assertThat(stored.getFirstKey()).isEqualTo("_id");
    assertThat(Ids.of(stored)).isInstanceOf(IdValue.class);
    assertThat(Ids.of(Ids.identified(DocumentJson.read("{\"a\": 1, \"_id\": \"mine\"}"))))
        .isEqualTo(Value.of("mine"));
  }

  private static Value read(BsonValue value) {
    return BsonReading.value(value, "a");
  }

  private static void refused(BsonValue value) {
    BsonDocument document =
        new BsonDocument("a", new BsonDocument("b", new BsonArray(List.of(value))));
    assertThatThrownBy(() -> BsonReading.document(document))
        .isInstanceOfSatisfying(
            DatastoreException.class,
            error -> {
              assertThat(error.kind()).isEqualTo(Kind.CONVERSION);
              assertThat(error.provider()).isEqualTo("mongodb");
            })
        .hasMessageContaining("a.b[0]");
  }
}
