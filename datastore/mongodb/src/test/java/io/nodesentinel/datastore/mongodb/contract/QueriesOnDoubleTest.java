package io.nodesentinel.datastore.mongodb.contract;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static io.nodesentinel.datastore.query.PipelineBuilder.pipeline;
import static io.nodesentinel.datastore.query.UpdateBuilder.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.UpdateResult;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.query.Accumulator;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.Update;
import io.nodesentinel.datastore.query.memory.Evaluator;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Queries without what the double understands in another way, against the evaluator in process.
/// The random queries of the contract run on a real server.
class QueriesOnDoubleTest {
  private static final Collection THINGS = new Collection("Things");
  private static final IdValue OID = new IdValue("65e2f3d87c1b2a0001a1b2c3");
  private static final IdValue UUID = new IdValue("0b5e7a3c-0000-4000-8000-000000000001");
  private static final MongoDouble SERVER = new MongoDouble();
  private static final DataStore STORE = new TestDatabases(SERVER.url(), false).openEmpty();
  private static final List<Document> DOCUMENTS =
      Stream.of(
              "{\"k\": 0}",
              "{\"k\": 1, \"a\": null, \"d\": {\"x\": null}}",
              "{\"k\": 2, \"a\": 1, \"d\": {\"x\": 1}}",
              "{\"k\": 3, \"a\": 1.5, \"d\": {}}",
              "{\"k\": 4, \"a\": \"1\", \"d\": \"x\"}",
              "{\"k\": 5, \"a\": true}",
              "{\"k\": 6, \"a\": false, \"e\": [1, \"1\", null]}",
              "{\"k\": 7, \"a\": {\"$date\": \"2026-03-02T09:15:04.138Z\"}, \"e\": [[1, 2]]}",
              "{\"k\": 8, \"a\": {\"$oid\": \"65e2f3d87c1b2a0001a1b2c3\"}}",
              "{\"k\": 9, \"a\": {\"$uuid\": \"0b5e7a3c-0000-4000-8000-000000000001\"}}",
              "{\"k\": 10, \"a\": 9007199254740993}",
              "{\"k\": 11, \"a\": \"\", \"f\": [{\"g\": 1}, {\"g\": [2, 3]}]}")
          .map(DocumentJson::read)
          .toList();

  @BeforeAll
  static void fill() {
    STORE.client().insertMany(THINGS, DOCUMENTS);
  }

  @AfterAll
  static void stop() {
    STORE.close();
    SERVER.close();
  }

  private static List<Document> stored() {
    return STORE
        .client()
        .find(THINGS, Filter.ALL, FindOptions.sorted(Sort.ascending("k")))
        .toList();
  }

  static Stream<Filter> filters() {
    return Stream.of(
            filter().eq("a", null),
            filter().ne("a", null),
            filter().eq("d.x", null),
            filter().eq("a", 1),
            filter().eq("a", 1.5),
            filter().eq("a", "1"),
            filter().eq("a", OID),
            filter().eq("a", UUID),
            filter().eq("e", 1),
            filter().eq("e", List.of(1, 2)),
            filter().eq("f.g", 3),
            filter().in("a", List.of()),
            filter().in("a", List.of("1", 1, true)),
            filter().nin("a", List.of("1", 1)),
            filter().gt("a", 1),
            filter().gte("a", 9_007_199_254_740_993L),
            filter().lt("a", 2),
            filter().gte("a", ""),
            filter().lte("a", Instant.parse("2027-01-01T00:00:00Z")),
            filter().gt("a", UUID),
            filter().gte("a", OID),
            filter().lt("a", OID),
            filter().lte("a", UUID),
            filter().exists("a"),
            filter().missing("a"),
            filter().exists("d.x"),
            filter().not(Filter.NONE),
            filter().or(),
            filter().and(),
            filter().or(filter().eq("k", 1).build(), filter().gt("k", 9).build()))
        .map(builder -> builder.build());
  }

  @ParameterizedTest
  @MethodSource("filters")
  void a_filter_matches_what_the_evaluator_matches(Filter filter) {
    assertThat(
            STORE.client().find(THINGS, filter, FindOptions.sorted(Sort.ascending("k"))).toList())
        .isEqualTo(stored().stream().filter(Evaluator.predicate(filter)).toList());
  }

  static Stream<Pipeline> pipelines() {
    Sort sort = Sort.ascending("a").thenDescending("k");
    return Stream.of(
        pipeline().sort(sort).build(),
        pipeline().match(filter().gt("k", 3).build()).sort(sort).skip(2).limit(4).build(),
        pipeline().match(filter().gt("k", 100).build()).count("n").build(),
        pipeline().count("n").build(),
        pipeline()
            .sort(sort)
            .group(
                Map.of(),
                Map.of(
                    "count", Accumulator.count(),
                    "sum", Accumulator.sum("k"),
                    "min", Accumulator.min("a"),
                    "max", Accumulator.max("a"),
                    "first", Accumulator.first("a"),
                    "last", Accumulator.last("d.x")))
            .build(),
        pipeline()
            .group(Map.of("one", "d.x", "two", "none"), Map.of("n", Accumulator.count()))
            .match(filter().gt("n", 1).build())
            .build());
  }

  @ParameterizedTest
  @MethodSource("pipelines")
  void a_pipeline_gives_what_the_evaluator_gives(Pipeline pipeline) {
    assertThat(STORE.client().aggregate(THINGS, pipeline).toList())
        .containsExactlyInAnyOrderElementsOf(Evaluator.run(pipeline, stored()));
  }

  @Test
  void an_update_counts_values_and_not_bytes() {
    Collection others = new Collection("Others");
    STORE.client().insertOne(others, DocumentJson.read("{\"n\": 0.5}"));
    Update raise = update().inc("n", 0.5).build();
    assertThat(STORE.client().updateMany(others, Filter.ALL, raise))
        .isEqualTo(UpdateResult.of(1, 1));
    assertThat(STORE.client().updateMany(others, Filter.ALL, update().set("n", 1).build()))
        .isEqualTo(UpdateResult.of(1, 0));
    assertThat(STORE.client().updateOne(others, Filter.ALL, update().inc("n", 0).build()))
        .isEqualTo(UpdateResult.of(1, 0));
  }
}
