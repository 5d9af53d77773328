package io.nodesentinel.datastore.query;

import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects conditions that must all hold. Operands are what [Value#from] takes. Not thread-safe;
/// what it builds is immutable.
///
/// Wrong paths and operands are refused at once with a
/// [DatastoreException][io.nodesentinel.datastore.error.DatastoreException].
public final class FilterBuilder {
  private final List<Filter> filters = new ArrayList<>();

  private FilterBuilder() {}

  /// No condition yet, which matches everything.
  public static FilterBuilder filter() {
    return new FilterBuilder();
  }

  public FilterBuilder eq(String path, @Nullable Object value) {
    return add(new Filter.Eq(FieldPath.of(path), Value.from(value)));
  }

  public FilterBuilder ne(String path, @Nullable Object value) {
    return add(new Filter.Not(new Filter.Eq(FieldPath.of(path), Value.from(value))));
  }

  public FilterBuilder in(String path, Collection<?> values) {
    return add(new Filter.In(FieldPath.of(path), all(values)));
  }

  public FilterBuilder nin(String path, Collection<?> values) {
    return add(new Filter.Not(new Filter.In(FieldPath.of(path), all(values))));
  }

  public FilterBuilder gt(String path, Object value) {
    return compare(path, Comparison.GREATER, value);
  }

  public FilterBuilder gte(String path, Object value) {
    return compare(path, Comparison.GREATER_OR_EQUAL, value);
  }

  public FilterBuilder lt(String path, Object value) {
    return compare(path, Comparison.LESS, value);
  }

  public FilterBuilder lte(String path, Object value) {
    return compare(path, Comparison.LESS_OR_EQUAL, value);
  }

  public FilterBuilder exists(String path) {
    return add(new Filter.Exists(FieldPath.of(path)));
  }

  public FilterBuilder missing(String path) {
    return add(new Filter.Not(new Filter.Exists(FieldPath.of(path))));
  }

  public FilterBuilder and(Filter... all) {
    return add(new Filter.And(Arrays.asList(all)));
  }

  public FilterBuilder or(Filter... any) {
    return add(new Filter.Or(Arrays.asList(any)));
  }

  public FilterBuilder not(Filter other) {
    return add(new Filter.Not(other));
  }

  /// All conditions so far as one filter.
  ///
  /// @throws DatastoreException if it has too many conditions or levels
  public Filter build() {
    Filter built = filters.size() == 1 ? filters.getFirst() : new Filter.And(filters);
    if (depth(built) > Filter.MAX_DEPTH || conditions(built) > Filter.MAX_CONDITIONS) {
      throw DatastoreException.invalid(
          "A filter has at most %d conditions on at most %d levels; this one has %d on %d."
              .formatted(Filter.MAX_CONDITIONS, Filter.MAX_DEPTH, conditions(built), depth(built)));
    }
    return built;
  }

  private FilterBuilder compare(String path, Comparison comparison, Object value) {
    return add(new Filter.Compare(FieldPath.of(path), comparison, Value.from(value)));
  }

  private FilterBuilder add(Filter filter) {
    filters.add(filter);
    return this;
  }

  private static List<Value> all(Collection<?> values) {
    return values.stream().map(Value::from).toList();
  }

  private static int depth(Filter filter) {
    return switch (filter) {
      case Filter.And(var inner) ->
          1 + inner.stream().mapToInt(FilterBuilder::depth).max().orElse(0);
      case Filter.Or(var inner) ->
          1 + inner.stream().mapToInt(FilterBuilder::depth).max().orElse(0);
      case Filter.Not(var inner) -> 1 + depth(inner);
      default -> 1;
    };
  }

  private static int conditions(Filter filter) {
    return switch (filter) {
      case Filter.And(var inner) -> 1 + inner.stream().mapToInt(FilterBuilder::conditions).sum();
      case Filter.Or(var inner) -> 1 + inner.stream().mapToInt(FilterBuilder::conditions).sum();
      case Filter.Not(var inner) -> 1 + conditions(inner);
      default -> 1;
    };
  }
}
