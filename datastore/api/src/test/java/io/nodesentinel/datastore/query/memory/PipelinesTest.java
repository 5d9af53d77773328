package io.nodesentinel.datastore.query.memory;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static io.nodesentinel.datastore.query.PipelineBuilder.pipeline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Accumulator;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.PipelineBuilder;
import io.nodesentinel.datastore.query.Projection;
import io.nodesentinel.datastore.query.Sort;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Orders, projections and pipelines: the sentences in the documentation of the package.
class PipelinesTest {

  private static List<Document> documents(String... jsons) {
    return Stream.of(jsons).map(DocumentJson::read).toList();
  }

  private static List<Document> run(PipelineBuilder pipeline, String... jsons) {
    return Evaluator.run(pipeline.build(), documents(jsons));
  }

  @Test
  void values_of_different_types_have_one_order() {
    List<Document> sorted =
        documents(
            "{\"n\": 0, \"a\": null}",
            "{\"n\": 1, \"a\": -1}",
            "{\"n\": 2, \"a\": 0.5}",
            "{\"n\": 3, \"a\": 1}",
            "{\"n\": 4, \"a\": \"\"}",
            "{\"n\": 5, \"a\": \"a\"}",
            "{\"n\": 6, \"a\": {\"$uuid\": \"ffffffff-0000-0000-0000-000000000000\"}}",
            "{\"n\": 7, \"a\": {\"$oid\": \"000000000000000000000000\"}}",
            "{\"n\": 8, \"a\": false}",
            "{\"n\": 9, \"a\": true}",
            "{\"n\": 10, \"a\": {\"$date\": \"1970-01-01T00:00:00Z\"}}");

    assertThat(
            Evaluator.find(
                sorted.reversed().stream(), Filter.ALL, FindOptions.sorted(Sort.ascending("a"))))
        .containsExactlyElementsOf(sorted);
    assertThat(
            Evaluator.find(sorted.stream(), Filter.ALL, FindOptions.sorted(Sort.descending("a"))))
        .containsExactlyElementsOf(sorted.reversed());
  }

  @Test
  void missing_and_null_sort_alike_and_the_next_key_decides() {
    assertThat(
            Evaluator.find(
                documents("{\"b\": 2}", "{\"a\": null, \"b\": 1}", "{\"a\": 0, \"b\": 0}").stream(),
                Filter.ALL,
                FindOptions.sorted(Sort.ascending("a").thenAscending("b"))))
        .containsExactlyElementsOf(
            documents("{\"a\": null, \"b\": 1}", "{\"b\": 2}", "{\"a\": 0, \"b\": 0}"));
  }

  @Test
  void found_documents_are_ordered_then_skipped_then_limited_then_cut_down() {
    assertThat(
            Evaluator.find(
                documents("{\"a\": 1}", "{\"a\": 4}", "{\"a\": 3}", "{\"a\": 2}", "{\"b\": 9}")
                    .stream(),
                filter().exists("a").build(),
                FindOptions.sorted(Sort.descending("a"))
                    .skipping(1)
                    .limitedTo(2)
                    .projected(Projection.of("a"))))
        .containsExactlyElementsOf(documents("{\"a\": 3}", "{\"a\": 2}"));
  }

  @Test
  void a_projection_keeps_named_fields_the_way_to_them_and_the_id() {
    Document document =
        DocumentJson.read(
            """
            {"_id": "x", "a": {"b": 1, "c": 2}, "d": [{"e": 1, "f": 2}, 7, {"f": 3}], "g": 5,
             "h": {"i": 1}}\
            """);

    assertThat(Evaluator.project(Projection.of("a.b", "d.e", "g.z", "h.z"), document))
        .isEqualTo(
            DocumentJson.read(
                "{\"_id\": \"x\", \"a\": {\"b\": 1}, \"d\": [{\"e\": 1}, {}], \"h\": {}}"));
    assertThat(Evaluator.project(Projection.of("a").withoutId(), document))
        .isEqualTo(DocumentJson.read("{\"a\": {\"b\": 1, \"c\": 2}}"));
    assertThatThrownBy(() -> Projection.of("a", "a.b")).hasMessageContaining("name one of them");
  }

  @Test
  void groups_take_missing_as_null_and_numbers_by_value() {
    assertThat(
            run(
                pipeline()
                    .group(
                        Map.of("k", "a"),
                        Map.of("n", Accumulator.count(), "s", Accumulator.sum("b")))
                    .sort(Sort.ascending("k")),
                "{\"a\": 1, \"b\": 1}",
                "{\"a\": 1.0, \"b\": 0.5}",
                "{\"a\": null, \"b\": \"x\"}",
                "{\"b\": 7}"))
        .containsExactlyElementsOf(
            documents("{\"k\": null, \"n\": 2, \"s\": 7}", "{\"k\": 1, \"n\": 2, \"s\": 1.5}"));
  }

  @Test
  void accumulators_follow_the_order_before_and_skip_what_is_not_there() {
    assertThat(
            run(
                pipeline()
                    .sort(Sort.ascending("t"))
                    .group(
                        Map.of(),
                        Map.of(
                            "first", Accumulator.first("a"),
                            "last", Accumulator.last("a"),
                            "min", Accumulator.min("a"),
                            "max", Accumulator.max("a"),
                            "none", Accumulator.max("z"),
                            "sum", Accumulator.sum("z"))),
                "{\"t\": 3, \"a\": 2}",
                "{\"t\": 1}",
                "{\"t\": 2, \"a\": \"x\"}"))
        .containsExactlyElementsOf(
            documents(
                """
                {"first": null, "last": 2, "min": 2, "max": "x", "none": null, "sum": 0}\
                """));
  }

  @Test
  void a_sum_is_exact_and_leaves_64_bits_as_a_decimal() {
    assertThat(
            run(
                pipeline().group(Map.of(), Map.of("s", Accumulator.sum("a"))),
                "{\"a\": 9223372036854775807}",
                "{\"a\": 9223372036854775807}",
                "{\"a\": -9223372036854775807}"))
        .containsExactlyElementsOf(documents("{\"s\": 9223372036854775807}"));
    assertThat(
            run(
                pipeline().group(Map.of(), Map.of("s", Accumulator.sum("a"))),
                "{\"a\": 9223372036854775807}",
                "{\"a\": 1}"))
        .containsExactlyElementsOf(documents("{\"s\": 9223372036854775808}"));
  }

  @Test
  void stages_run_in_their_order_and_nothing_in_is_nothing_out() {
    assertThat(
            run(
                pipeline()
                    .match(filter().gt("a", 1).build())
                    .sort(Sort.descending("a"))
                    .skip(1)
                    .limit(1)
                    .project(Projection.of("a")),
                "{\"a\": 1}",
                "{\"a\": 2}",
                "{\"a\": 3, \"b\": 1}"))
        .containsExactlyElementsOf(documents("{\"a\": 2}"));
    assertThat(run(pipeline().count("n"), "{}", "{}"))
        .containsExactlyElementsOf(documents("{\"n\": 2}"));
    assertThat(run(pipeline().count("n"))).isEmpty();
    assertThat(run(pipeline().group(Map.of(), Map.of("n", Accumulator.count())))).isEmpty();
  }

  @Test
  void pipelines_that_mean_nothing_are_refused_when_built() {
    assertThatThrownBy(() -> pipeline().limit(0)).isInstanceOf(DatastoreException.class);
    assertThatThrownBy(() -> pipeline().skip(-1)).isInstanceOf(DatastoreException.class);
    assertThatThrownBy(() -> pipeline().count("a.b")).isInstanceOf(DatastoreException.class);
    assertThatThrownBy(() -> pipeline().group(Map.of(), Map.of()))
        .isInstanceOf(DatastoreException.class);
    assertThatThrownBy(() -> pipeline().group(Map.of("n", "a"), Map.of("n", Accumulator.count())))
        .hasMessageContaining("two fields");
    assertThatThrownBy(() -> Sort.ascending("a").thenDescending("a")).hasMessageContaining("twice");
    assertThatThrownBy(() -> FindOptions.DEFAULT.skipping(-1)).hasMessageContaining("-1");
  }
}
