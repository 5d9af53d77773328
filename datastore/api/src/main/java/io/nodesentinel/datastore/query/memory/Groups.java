package io.nodesentinel.datastore.query.memory;

import io.nodesentinel.datastore.document.DecimalValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.query.Accumulator;
import io.nodesentinel.datastore.query.Stage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Groups of documents and what is worked out for them.
final class Groups {
  private static final BigDecimal MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private Groups() {}

  static List<Document> of(Stage.Group stage, List<Document> documents) {
    Map<List<Value>, List<Document>> groups = new LinkedHashMap<>();
    for (Document document : documents) {
      List<Value> key =
          stage.keys().values().stream().map(path -> Paths.single(document, path)).toList();
      groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(document);
    }
    List<Document> results = new ArrayList<>();
    groups.forEach((key, members) -> {
      Document.Builder result = Document.builder();
      int at = 0;
      for (String name : stage.keys().keySet()) {
        result.put(name, key.get(at++));
      }
      stage.fields().forEach((name, what) -> result.put(name, accumulate(what, members)));
      results.add(result.build());
    });
    return results;
  }

  private static Value accumulate(Accumulator what, List<Document> members) {
    return switch (what) {
      case Accumulator.Count() -> Value.of(members.size());
      case Accumulator.Sum(var path) -> sum(path, members);
      case Accumulator.Min(var path) ->
          present(path, members).min(ValueOrder::compare).orElse(Value.nothing());
      case Accumulator.Max(var path) ->
          present(path, members).max(ValueOrder::compare).orElse(Value.nothing());
      case Accumulator.First(var path) -> Paths.single(members.getFirst(), path);
      case Accumulator.Last(var path) -> Paths.single(members.getLast(), path);
    };
  }

  private static Stream<Value> present(FieldPath path, List<Document> members) {
    return members.stream()
        .map(member -> Paths.single(member, path))
        .filter(value -> value != NullValue.NULL);
  }

  private static Value sum(FieldPath path, List<Document> members) {
    BigDecimal sum =
        present(path, members)
            .filter(value -> value instanceof IntegerValue || value instanceof DecimalValue)
            .map(ValueOrder::exact)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    if (sum.stripTrailingZeros().scale() <= 0
        && sum.compareTo(MIN) >= 0
        && sum.compareTo(MAX) <= 0) {
      return Value.of(sum.longValueExact());
    }
    double rounded = sum.doubleValue();
    if (!Double.isFinite(rounded)) {
      throw DatastoreException.invalid("The sum of field " + path + " exceeds every number.");
    }
    return Value.of(rounded);
  }
}
