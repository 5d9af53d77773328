package io.nodesentinel.datastore.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTest {

  @Test
  void equal_numbers_are_equal_values_whatever_they_were() {
    assertThat(Value.of(3.0)).isEqualTo(Value.of(3));
    assertThat(Value.of(-0.0)).isEqualTo(Value.of(0));
    assertThat(Value.of(0x1p63)).isInstanceOf(DecimalValue.class);
    assertThat(Value.of(-0x1p63)).isEqualTo(Value.of(Long.MIN_VALUE));
    assertThat(Value.of(0.5)).isInstanceOf(DecimalValue.class);
  }

  @Test
  void numbers_that_not_every_store_has_are_refused() {
    assertThatThrownBy(() -> Value.of(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Value.of(Double.POSITIVE_INFINITY)).hasMessageContaining("Infinity");
    assertThatThrownBy(() -> new DecimalValue(2.0)).hasMessageContaining("IntegerValue");
  }

  @Test
  void dates_are_cut_to_milliseconds_also_before_1970() {
    assertThat(Value.of(Instant.parse("2026-03-02T09:15:04.138986246Z")))
        .isEqualTo(Value.of(Instant.parse("2026-03-02T09:15:04.138Z")));
    assertThat(new DateValue(Instant.ofEpochSecond(-1, 1)).value())
        .isEqualTo(Instant.ofEpochSecond(-1));
    assertThatThrownBy(() -> Value.of(Instant.MAX)).hasMessageContaining("years 1 to 9999");
  }

  @Test
  void ids_are_object_ids_or_uuids_in_lower_case() {
    assertThat(new IdValue("65E2F3D87C1B2A0001A1B2C3").value())
        .isEqualTo("65e2f3d87c1b2a0001a1b2c3");
    assertThatThrownBy(() -> new IdValue("my-id"))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("5 characters");
  }

  @Test
  void documents_are_equal_whatever_the_order_of_their_fields() {
    Document one = Document.builder().put("a", 1).put("b", 2).build();
    Document other = Document.builder().put("b", 2).put("a", 1).build();

    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one.fields().keySet()).containsExactly("a", "b");
    assertThat(one.with("a", Value.of(3)).fields().keySet()).containsExactly("a", "b");
  }

  @Test
  void a_document_prints_no_values() {
    assertThat(Document.of("token", Value.of("hunter2"))).hasToString("{token: a text}");
  }

  @Test
  void plain_objects_become_values() {
    assertThat(Value.from(Map.of("list", List.of(1, 2.5f, "x", true), "id", new UUID(1, 2))))
        .isEqualTo(
            Document.builder()
                .put("list", List.of(Value.of(1), Value.of(2.5), Value.of("x"), Value.of(true)))
                .put("id", Value.of(new UUID(1, 2)))
                .build()
                .asValue());
    assertThat(Value.from(null)).isEqualTo(NullValue.NULL);
    assertThatThrownBy(() -> Value.from(new Object())).hasMessageContaining("java.lang.Object");
    assertThatThrownBy(() -> Value.from(Map.of(1, 2))).hasMessageContaining("must be a text");
  }

  @Test
  void a_path_reads_through_documents() {
    Document document = Document.of("a", Document.of("b", Value.of(1)).asValue());

    assertThat(document.at("a.b")).contains(Value.of(1));
    assertThat(document.at("a.c")).isEmpty();
    assertThat(document.at("a.b.c")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a..b",
        ".a",
        "a.",
        "$set",
        "a.$where",
        "a.0",
        "17",
        "a\u0000b",
        "a\nb",
        "\ud800"
      })
  void paths_that_stores_would_take_differently_are_refused(String path) {
    assertThatThrownBy(() -> FieldPath.of(path))
        .isInstanceOf(DatastoreException.class)
        .hasMessageNotContaining("\u0000");
  }

  @Test
  void paths_have_bounds() {
    assertThatThrownBy(() -> FieldPath.of("a.".repeat(32) + "a")).hasMessageContaining("33");
    assertThatThrownBy(() -> FieldPath.of("a".repeat(513))).hasMessageContaining("513");
    assertThat(FieldPath.of("a.b").isPrefixOf(FieldPath.of("a.b.c"))).isTrue();
    assertThat(FieldPath.of("a.b").isPrefixOf(FieldPath.of("a.bc"))).isFalse();
  }
}
