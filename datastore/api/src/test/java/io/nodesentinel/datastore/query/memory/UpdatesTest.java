package io.nodesentinel.datastore.query.memory;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static io.nodesentinel.datastore.query.UpdateBuilder.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.UpdateBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The sentences about updates in the documentation of the package, one by one.
class UpdatesTest {

  private static Document after(String json, UpdateBuilder update) {
    return Evaluator.apply(update.build(), DocumentJson.read(json));
  }

  private static Document json(String json) {
    return DocumentJson.read(json);
  }

  @Test
  void set_replaces_adds_and_makes_the_documents_on_the_way() {
    assertThat(after("{\"a\": 1}", update().set("a", "x").set("b.c.d", null)))
        .isEqualTo(json("{\"a\": \"x\", \"b\": {\"c\": {\"d\": null}}}"));
    assertThat(after("{\"a\": {\"b\": 1, \"c\": 2}}", update().set("a.b", 3)))
        .isEqualTo(json("{\"a\": {\"b\": 3, \"c\": 2}}"));
  }

  @Test
  void a_way_through_anything_but_documents_is_refused() {
    assertThatThrownBy(() -> after("{\"a\": 5}", update().set("a.b", 1)))
        .isInstanceOf(DatastoreException.class)
        .hasMessage("Field a.b cannot be written: a on the way to it is a number, not a document.");
    assertThatThrownBy(() -> after("{\"a\": null}", update().inc("a.b", 1)))
        .hasMessageContaining("is null");
    assertThatThrownBy(() -> after("{\"a\": [{}]}", update().set("a.b", 1)))
        .hasMessageContaining("an array");
  }

  @Test
  void unset_removes_and_what_is_not_there_stays_away() {
    assertThat(after("{\"a\": {\"b\": 1, \"c\": 2}}", update().unset("a.b")))
        .isEqualTo(json("{\"a\": {\"c\": 2}}"));
    assertThat(after("{\"a\": [1]}", update().unset("a.b").unset("x.y")))
        .isEqualTo(json("{\"a\": [1]}"));
  }

  @Test
  void inc_adds_and_sets_what_is_missing() {
    assertThat(after("{\"a\": 1}", update().inc("a", 2).inc("b.c", -1)))
        .isEqualTo(json("{\"a\": 3, \"b\": {\"c\": -1}}"));
    assertThat(after("{\"a\": 1.5}", update().inc("a", 0.5))).isEqualTo(json("{\"a\": 2}"));
  }

  @Test
  void inc_neither_wraps_nor_guesses() {
    assertThatThrownBy(() -> after("{\"a\": 9223372036854775807}", update().inc("a", 1)))
        .hasMessageContaining("64 bits");
    assertThatThrownBy(() -> after("{\"a\": -9223372036854775808}", update().inc("a", -1)))
        .hasMessageContaining("64 bits");
    assertThatThrownBy(() -> after("{\"a\": \"1\"}", update().inc("a", 1)))
        .hasMessageContaining("it is a text, not a number");
    assertThatThrownBy(() -> after("{\"a\": null}", update().inc("a", 1)))
        .isInstanceOf(DatastoreException.class);
    assertThatThrownBy(() -> after("{\"a\": 1.7e308}", update().inc("a", 1.7e308)))
        .hasMessageContaining("exceed");
  }

  @Test
  void updates_that_contradict_themselves_are_refused_when_built() {
    assertThatThrownBy(update()::build).hasMessageContaining("at least one field");
    assertThatThrownBy(update().set("a", 1).unset("a.b")::build)
        .hasMessageContaining("lies within");
    assertThatThrownBy(update().set("a.b", 1).inc("a.b", 1)::build)
        .isInstanceOf(DatastoreException.class);
    assertThatThrownBy(update().set("_id", 1)::build).hasMessageContaining("_id");
    assertThat(update().set("a", 1).set("ab", 2).build().set()).hasSize(2);
  }

  @Test
  void an_upsert_inserts_the_values_of_its_filter_and_its_update() {
    assertThat(
            Evaluator.upserted(
                filter().eq("eventId", "m-1").eq("a.b", 2).build(),
                update().set("a.c", 3).inc("n", 1).build()))
        .isEqualTo(json("{\"eventId\": \"m-1\", \"a\": {\"b\": 2, \"c\": 3}, \"n\": 1}"));
    assertThat(
            Evaluator.upserted(filter().eq("_id", "x").build(), update().set("a", 1).build()).id())
        .isPresent();
  }

  @Test
  void an_upsert_by_anything_but_equality_is_refused() {
    assertThatThrownBy(() -> Evaluator.upsertValues(filter().gt("a", 1).build()))
        .extracting(thrown -> ((DatastoreException) thrown).kind())
        .isEqualTo(DatastoreException.Kind.UNSUPPORTED);
    assertThatThrownBy(() -> Evaluator.upsertValues(filter().eq("a", 1).eq("a.b", 1).build()))
        .isInstanceOf(DatastoreException.class);
    assertThat(Evaluator.upsertValues(filter().build())).isEqualTo(Map.of());
  }
}
