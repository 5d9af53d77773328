package io.nodesentinel.datastore.query.memory;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static io.nodesentinel.datastore.query.PipelineBuilder.pipeline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Accumulator;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Sort;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// How much of a stream of documents a pipeline holds.
class BoundedPipelinesTest {
  private static final int MOST = 100;

  /// So many documents, numbered, in ten groups.
  private static Stream<Document> documents(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> Document.builder().put("n", n).put("g", n % 10).build());
  }

  private static List<Document> run(Pipeline pipeline, int count) {
    return Evaluator.run(pipeline, documents(count), MOST).toList();
  }

  @Test
  void grouping_holds_one_result_for_each_group_however_many_documents_there_are() {
    Pipeline byGroup =
        pipeline()
            .match(filter().gte("n", 10).build())
            .group(
                Map.of("g", "g"),
                Map.of(
                    "count", Accumulator.count(),
                    "sum", Accumulator.sum("n"),
                    "last", Accumulator.last("n")))
            .sort(Sort.ascending("g"))
            .limit(1)
            .build();

    assertThat(run(byGroup, 100_000))
        .containsExactly(
            Document.builder()
                .put("g", 0)
                .put("count", 9_999)
                .put("sum", IntStream.range(1, 10_000).mapToLong(i -> 10L * i).sum())
                .put("last", 99_990)
                .build());
  }

  @Test
  void too_many_groups_are_refused() {
    Pipeline each =
        pipeline().group(Map.of("n", "n"), Map.of("count", Accumulator.count())).build();

    assertThat(run(each, MOST)).hasSize(MOST);
    assertThatThrownBy(() -> run(each, MOST + 1))
        .isInstanceOfSatisfying(
            DatastoreException.class,
            failure -> assertThat(failure.kind()).isEqualTo(DatastoreException.Kind.QUERY))
        .hasMessageContaining("100 groups");
  }

  @Test
  void an_order_with_a_limit_holds_no_more_than_that() {
    Pipeline newest = pipeline().sort(Sort.descending("n")).limit(3).build();

    assertThat(run(newest, 10_000))
        .extracting(document -> document.get("n"))
        .containsExactly(Value.of(9_999), Value.of(9_998), Value.of(9_997));
    assertThatThrownBy(() -> run(pipeline().sort(Sort.ascending("n")).build(), MOST + 1))
        .hasMessageContaining("100 documents in order");
  }

  @Test
  void of_equals_those_that_came_first_are_taken() {
    assertThat(run(pipeline().sort(Sort.ascending("g")).limit(12).build(), MOST))
        .extracting(document -> document.get("n"))
        .containsExactly(
            IntStream.range(0, 12)
                .mapToObj(i -> Value.of(i < 10 ? 10L * i : 1 + 10L * (i - 10)))
                .toArray(Value[]::new));
  }

  @Test
  void nothing_is_read_that_no_result_needs() {
    AtomicInteger read = new AtomicInteger();

    List<Document> some =
        Evaluator.run(
                pipeline().match(filter().eq("g", 3).build()).limit(2).build(),
                documents(10_000).peek(_ -> read.incrementAndGet()),
                MOST)
            .toList();

    assertThat(some).hasSize(2);
    assertThat(read).hasValueLessThan(20);
  }
}
