package io.nodesentinel.datastore.mongodb.query;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static io.nodesentinel.datastore.query.PipelineBuilder.pipeline;
import static io.nodesentinel.datastore.query.UpdateBuilder.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.query.UpdateBson.Difference;
import io.nodesentinel.datastore.query.Accumulator;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FilterBuilder;
import io.nodesentinel.datastore.query.Projection;
import io.nodesentinel.datastore.query.Sort;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

class CompilersTest {
  private static final IdValue OID = new IdValue("65e2f3d87c1b2a0001a1b2c3");
  private static final IdValue UUID = new IdValue("0b5e7a3c-0000-4000-8000-000000000001");

  @Test
  void null_is_asked_for_by_type_since_missing_means_less_to_mongodb() {
    String nullOrMissing = "{$or: [{'a.b': {$exists: false}}, {'a.b': {$type: 10}}]}";
    assertFilter(filter().eq("a.b", null), nullOrMissing);
    assertFilter(
        filter().in("a.b", Arrays.asList(1, null)),
        "{$or: [{'a.b': {$in: [{$numberLong: '1'}]}}, " + nullOrMissing + "]}");
  }

  @Test
  void nothing_in_a_list_and_nothing_in_a_choice_match_nothing() {
    assertFilter(filter().in("a", List.of()), "{a: {$in: []}}");
    assertThat(FilterBson.of(Filter.NONE)).isEqualTo(BsonDocument.parse("{_id: {$in: []}}"));
    assertThat(FilterBson.of(Filter.ALL)).isEqualTo(new BsonDocument());
  }

  @Test
  void a_negation_is_what_the_other_does_not_match() {
    assertFilter(filter().ne("a", "x"), "{$nor: [{a: {$eq: 'x'}}]}");
  }

  @Test
  void ids_are_compared_across_their_two_types() {
    assertThat(FilterBson.of(filter().gt("a", UUID).build()).getArray("$or")).hasSize(2);
    assertThat(FilterBson.of(filter().lt("a", UUID).build())).doesNotContainKey("$or");
    assertThat(FilterBson.of(filter().gte("a", OID).build())).doesNotContainKey("$or");
    assertFilter(
        filter().lte("a", OID),
        "{$or: [{a: {$lte: {$oid: '65e2f3d87c1b2a0001a1b2c3'}}}, {a: {$type: 5}}]}");
  }

  @Test
  void a_group_has_its_keys_as_fields_and_missing_as_null() {
    List<BsonDocument> stages =
        PipelineBson.of(
            pipeline()
                .sort(Sort.NONE)
                .group(Map.of("one", "a.b"), Map.of("last", Accumulator.last("c")))
                .build());
    assertThat(stages)
        .containsExactly(
            BsonDocument.parse(
                "{$group: {_id: {one: {$ifNull: ['$a.b', null]}},"
                    + " last: {$last: {$ifNull: ['$c', null]}}}}"),
            BsonDocument.parse("{$project: {_id: 0, one: '$_id.one', last: 1}}"));
  }

  @Test
  void a_projection_names_what_comes_and_says_whether_the_id_does() {
    assertThat(PipelineBson.projection(Projection.of("a.b").withoutId()))
        .isEqualTo(BsonDocument.parse("{_id: 0, 'a.b': 1}"));
  }

  @Test
  void what_has_one_form_only_is_left_to_mongodbs_operators() {
    assertThat(UpdateBson.isExact(update().set("a", "x").set("b", null).unset("c").build()))
        .isTrue();
    assertThat(UpdateBson.isExact(update().set("a", 1).build())).isFalse();
    assertThat(UpdateBson.isExact(update().inc("a", 1).build())).isFalse();
    assertThat(UpdateBson.isExact(update().set("a", Map.of("x", "1", "y", "2")).build())).isFalse();
    assertThat(UpdateBson.of(update().set("a", "x").unset("c").build()))
        .isEqualTo(BsonDocument.parse("{$set: {a: 'x'}, $unset: {c: true}}"));
  }

  @Test
  void a_number_that_is_equal_in_another_type_stays_as_it_is() {
    Difference difference =
        UpdateBson.difference(
            update().set("a.n", 1).set("m", 2).unset("gone").build(),
            BsonDocument.parse("{_id: 'x', a: {n: {$numberInt: '1'}}, m: 1.0}"));
    assertThat(difference.update())
        .isEqualTo(BsonDocument.parse("{$set: {m: {$numberLong: '2'}}}"));
    assertThat(difference.condition().getArray("$and"))
        .contains(
            BsonDocument.parse("{_id: 'x'}"),
            BsonDocument.parse("{gone: {$exists: false}}"),
            BsonDocument.parse("{$expr: {$eq: ['$m', {$literal: 1.0}]}}"));
  }

  @Test
  void a_document_that_is_already_so_is_not_written() {
    assertThat(
            UpdateBson.difference(
                    update().set("a", 1).inc("b", 0).build(),
                    BsonDocument.parse("{_id: 'x', a: 1.0, b: {$numberInt: '7'}}"))
                .isEmpty())
        .isTrue();
  }

  @Test
  void a_way_through_a_text_is_refused_before_anything_is_written() {
    assertThatThrownBy(() ->
            UpdateBson.difference(
                update().set("a.b", 1).build(), BsonDocument.parse("{_id: 'x', a: 'text'}")))
        .isInstanceOfSatisfying(
            DatastoreException.class,
            error -> assertThat(error.kind()).isEqualTo(DatastoreException.Kind.VALIDATION));
  }

  private static void assertFilter(FilterBuilder filter, String json) {
    assertThat(FilterBson.of(filter.build())).isEqualTo(BsonDocument.parse(json));
  }
}
