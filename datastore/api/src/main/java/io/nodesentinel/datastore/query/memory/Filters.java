package io.nodesentinel.datastore.query.memory;

import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.query.Filter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Filters as predicates.
final class Filters {
  private Filters() {}

  static Predicate<Document> compile(Filter filter) {
    return switch (filter) {
      case Filter.Eq(var path, var value) -> equalToOne(path, Set.of(value));
      case Filter.In(var path, var values) -> equalToOne(path, new HashSet<>(values));
      case Filter.Compare(var path, var comparison, var operand) ->
          document ->
              any(
                  document,
                  path,
                  value ->
                      ValueOrder.isSameType(value, operand)
                          && comparison.holds(ValueOrder.compare(value, operand)));
      case Filter.Exists(var path) -> document -> !Paths.values(document, path).isEmpty();
      case Filter.And(var filters) -> {
        List<Predicate<Document>> all = filters.stream().map(Filters::compile).toList();
        yield document -> all.stream().allMatch(one -> one.test(document));
      }
      case Filter.Or(var filters) -> {
        List<Predicate<Document>> all = filters.stream().map(Filters::compile).toList();
        yield document -> all.stream().anyMatch(one -> one.test(document));
      }
      case Filter.Not(var other) -> compile(other).negate();
    };
  }

  private static Predicate<Document> equalToOne(FieldPath path, Set<Value> operands) {
    boolean missingMatches = operands.contains(NullValue.NULL);
    return document ->
        any(document, path, operands::contains)
            || (missingMatches && Paths.values(document, path).isEmpty());
  }

  private static boolean any(Document document, FieldPath path, Predicate<Value> condition) {
    for (Value value : Paths.values(document, path)) {
      if (condition.test(value)
          || (value instanceof ArrayValue(var elements) && elements.stream().anyMatch(condition))) {
        return true;
      }
    }
    return false;
  }
}
