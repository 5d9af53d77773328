package io.nodesentinel.datastore.tck;

import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.query.Accumulator;
import io.nodesentinel.datastore.query.Comparison;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.Pipeline;
import io.nodesentinel.datastore.query.PipelineBuilder;
import io.nodesentinel.datastore.query.Projection;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.Update;
import io.nodesentinel.datastore.query.UpdateBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Random documents and queries from a seed, drawn from few names and values so that they meet.
///
/// Documents have: `k`, a number of their own; `a`, scalar or missing; `n`, mostly a number; `d`,
/// mostly a document with scalar `x` and anything at `y.z`; `e`, mostly an array; `f`, mostly an
/// array of documents with anything at `g`.
final class RandomQueries {
  private static final List<Value> SCALARS =
      List.of(
          Value.nothing(),
          Value.of(-2),
          Value.of(0),
          Value.of(1),
          Value.of(0.5),
          Value.of(-1.5),
          Value.of(9_007_199_254_740_993L),
          Value.of(9_007_199_254_740_992.0),
          Value.of(1e300),
          Value.of(""),
          Value.of("a"),
          Value.of("B"),
          Value.of("1"),
          Value.of("\u00e9"),
          Value.of("\uffff"),
          Value.of("\ud83d\ude00"),
          Value.of(true),
          Value.of(false),
          Value.of(Instant.parse("2026-03-02T09:15:04.138Z")),
          Value.of(Instant.parse("2026-03-02T09:15:04Z")),
          Value.of(Instant.parse("1969-12-31T23:59:59.999Z")),
          new IdValue("65e2f3d87c1b2a0001a1b2c3"),
          new IdValue("0b5e7a3c-0000-4000-8000-000000000001"));
  private static final List<String> PATHS =
      List.of("a", "n", "d", "d.x", "d.y", "d.y.z", "e", "e.x", "f", "f.g", "f.g.h", "k", "none");
  private static final List<String> SCALAR_PATHS = List.of("a", "n", "d.x", "none");

  private final SplittableRandom random;

  RandomQueries(long seed) {
    random = new SplittableRandom(seed);
  }

  List<Document> documents(int count) {
    return IntStream.range(0, count).mapToObj(this::document).toList();
  }

  private Document document(int k) {
    Document.Builder document = Document.builder().put("k", k);
    if (chance(80)) {
      document.put("a", scalar());
    }
    if (chance(80)) {
      document.put("n", chance(80) ? number() : scalar());
    }
    if (chance(80)) {
      document.put("d", chance(80) ? inner().asValue() : scalar());
    }
    if (chance(80)) {
      document.put("e", chance(80) ? array(2) : scalar());
    }
    if (chance(80)) {
      document.put("f", chance(80) ? arrayOfDocuments() : scalar());
    }
    return document.build();
  }

  private Document inner() {
    Document.Builder document = Document.builder();
    if (chance(70)) {
      document.put("x", scalar());
    }
    if (chance(70)) {
      document.put("y", chance(70) ? Document.of("z", any()).asValue() : scalar());
    }
    return document.build();
  }

  private Value any() {
    return chance(60) ? scalar() : array(1);
  }

  private ArrayValue array(int depth) {
    return new ArrayValue(some(3, () -> depth > 0 && chance(15) ? array(depth - 1) : scalar()));
  }

  private ArrayValue arrayOfDocuments() {
    return new ArrayValue(
        some(
            3,
            () ->
                chance(80)
                    ? (chance(80)
                            ? Document.of(
                                "g", chance(70) ? any() : Document.of("h", any()).asValue())
                            : Document.empty())
                        .asValue()
                    : scalar()));
  }

  private Value scalar() {
    return SCALARS.get(random.nextInt(SCALARS.size()));
  }

  /// Sums of these are exact in every arithmetic.
  private Value number() {
    return Value.of(random.nextInt(-8, 9) / 4.0);
  }

  private Value ordered() {
    Value value = scalar();
    while (value.typeName().equals("null") || value.typeName().equals("a boolean")) {
      value = scalar();
    }
    return value;
  }

  private Comparison comparison() {
    List<Comparison> all = List.of(Comparison.values());
    return all.get(random.nextInt(all.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> List<T> some(int most, Supplier<T> one) {
    return Stream.generate(one).limit(random.nextInt(most + 1)).toList();
  }

  private FieldPath path() {
    return FieldPath.of(PATHS.get(random.nextInt(PATHS.size())));
  }

  private String scalarPath() {
    return SCALAR_PATHS.get(random.nextInt(SCALAR_PATHS.size()));
  }

  Filter filter(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 5)) {
      case 0 ->
          new Filter.Eq(path(), chance(80) ? scalar() : new ArrayValue(some(3, this::scalar)));
      case 1 -> new Filter.In(path(), some(4, this::scalar));
      case 2, 3 -> new Filter.Compare(path(), comparison(), ordered());
      case 4 -> new Filter.Exists(path());
      case 5 -> new Filter.And(some(3, () -> filter(depth - 1)));
      case 6 -> new Filter.Or(some(3, () -> filter(depth - 1)));
      default -> new Filter.Not(filter(depth - 1));
    };
  }

  /// A total order: by scalar fields, and in the end by the number of the document.
  Sort sort() {
    Sort sort = Sort.NONE;
    List<String> paths = new ArrayList<>(SCALAR_PATHS);
    for (int keys = random.nextInt(3); keys > 0; keys--) {
      String path = paths.remove(random.nextInt(paths.size()));
      sort = chance(50) ? sort.thenAscending(path) : sort.thenDescending(path);
    }
    return chance(50) ? sort.thenAscending("k") : sort.thenDescending("k");
  }

  Projection projection() {
    return switch (random.nextInt(4)) {
      case 0 -> Projection.of("k", "d.x", "f.g");
      case 1 -> Projection.of("a", "d.y.z", "e").withoutId();
      case 2 -> Projection.of("f.g.h", "n");
      default -> Projection.of("e.x", "d.none.x", "k");
    };
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  Update update() {
    UpdateBuilder update = UpdateBuilder.update();
    List<String> paths =
        new ArrayList<>(List.of("a", "n", "d.x", "d.y.z", "e", "f", "new.w", "k2"));
    for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
      String path = paths.remove(random.nextInt(paths.size()));
      switch (random.nextInt(4)) {
        case 0 -> update.unset(path);
        case 1 -> update.inc(path, random.nextInt(-3, 4) / 2.0);
        default -> update.set(path, chance(70) ? scalar() : any());
      }
    }
    return update.build();
  }

  Pipeline pipeline() {
    PipelineBuilder pipeline = PipelineBuilder.pipeline();
    if (chance(60)) {
      pipeline.match(filter(1));
    }
    pipeline.sort(sort());
    if (chance(30)) {
      pipeline.skip(random.nextInt(4));
    }
    if (chance(30)) {
      pipeline.limit(1 + random.nextInt(8));
    }
    if (chance(25)) {
      return pipeline.project(projection()).build();
    }
    if (chance(20)) {
      return pipeline.count("count").build();
    }
    return pipeline
        .group(
            chance(20)
                ? Map.of()
                : chance(50)
                    ? Map.of("one", scalarPath())
                    : Map.of("one", "a", "two", scalarPath()),
            Map.of(
                "count", Accumulator.count(),
                "sum", Accumulator.sum("k"),
                "min", Accumulator.min(scalarPath()),
                "max", Accumulator.max(scalarPath()),
                "first", Accumulator.first(scalarPath()),
                "last", Accumulator.last(scalarPath())))
        .build();
  }
}
