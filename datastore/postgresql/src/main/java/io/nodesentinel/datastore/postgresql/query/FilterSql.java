package io.nodesentinel.datastore.postgresql.query;

import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.DateValue;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.postgresql.record.RecordId;
import io.nodesentinel.datastore.postgresql.record.Table;
import io.nodesentinel.datastore.query.Comparison;
import io.nodesentinel.datastore.query.Filter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/// A filter as a condition on the row `t`. A condition that is unknown counts as not met: at the
/// top that is what `WHERE` does, and `NOT` is written as `IS NOT TRUE`.
public final class FilterSql {
  /// Up to so many values are conditions of their own, each of which an index can serve.
  private static final int FEW = 32;

  private final Table table;
  private final Sql sql;

  private FilterSql(Table table, Sql sql) {
    this.table = table;
    this.sql = sql;
  }

  /// Adds the condition.
  public static void append(Table table, Filter filter, Sql sql) {
    new FilterSql(table, sql).append(filter);
  }

  private void append(Filter filter) {
    switch (filter) {
      case Filter.And(var filters) -> joined(filters, " AND ", "TRUE");
      case Filter.Or(var filters) -> joined(filters, " OR ", "FALSE");
      case Filter.Not(var other) -> {
        sql.add("((");
        append(other);
        sql.add(") IS NOT TRUE)");
      }
      case Filter.Exists(var path) -> matches(path, JsonPaths.of(path));
      case Filter.Eq(var path, var value) -> equal(path, value);
      case Filter.In(var path, var values) -> in(path, values);
      case Filter.Compare(var path, var comparison, var value) -> compare(path, comparison, value);
    }
  }

  private void joined(List<? extends Filter> filters, String with, String none) {
    if (filters.isEmpty()) {
      sql.add(none);
      return;
    }
    sql.add("(");
    for (int i = 0; i < filters.size(); i++) {
      if (i > 0) {
        sql.add(with);
      }
      append(filters.get(i));
    }
    sql.add(")");
  }

  private void equal(FieldPath path, Value value) {
    if (path.isId()) {
      ids(Stream.of(value));
      return;
    }
    switch (value) {
      case NullValue _ -> {
        sql.add("(");
        matches(path, JsonPaths.equal(path, value));
        orMissing(path);
        sql.add(")");
      }
      case ArrayValue _ -> oneOf(path, JsonPaths.of(path), List.of(value));
      case DateValue(Instant time) when Columns.time(table, path).isPresent() -> {
        sql.add("(");
        compareColumn(path, Comparison.GREATER_OR_EQUAL, time);
        sql.add(" AND ");
        compareColumn(path, Comparison.LESS_OR_EQUAL, time);
        sql.add(")");
      }
      case TextValue(String text) when Columns.text(table, path).isPresent() && !text.isEmpty() -> {
        // The column serves an index; alone it would also be equal to a number of the same digits.
        sql.add("(").add(Columns.text(table, path).orElseThrow()).add(" = ? AND ", text);
        matches(path, JsonPaths.equal(path, value));
        sql.add(")");
      }
      default -> matches(path, JsonPaths.equal(path, value));
    }
  }

  private void orMissing(FieldPath path) {
    sql.add(" OR (");
    matches(path, JsonPaths.of(path));
    sql.add(") IS NOT TRUE");
  }

  private void in(FieldPath path, List<Value> values) {
    if (path.isId()) {
      ids(values.stream());
    } else if (values.size() <= FEW) {
      joined(values.stream().map(value -> new Filter.Eq(path, value)).toList(), " OR ", "FALSE");
    } else {
      sql.add("(");
      oneOf(path, JsonPaths.of(path), values);
      if (values.contains(NullValue.NULL)) {
        orMissing(path);
      }
      sql.add(")");
    }
  }

  /// A value at the path, or an element of an array there, is one of the values.
  private void oneOf(FieldPath path, String jsonPath, List<Value> values) {
    String[] wanted = values.stream().map(JsonPaths::json).toArray(String[]::new);
    sql.add("EXISTS (SELECT FROM jsonb_path_query(");
    Columns.appendDocument(table, path, sql);
    sql.add(
        """
        , CAST(? AS jsonpath)) AS v(x) WHERE v.x = ANY (CAST(? AS jsonb[]))
          OR EXISTS (SELECT FROM jsonb_array_elements(
            CASE jsonb_typeof(v.x) WHEN 'array' THEN v.x ELSE '[]' END) AS e(y)
            WHERE e.y = ANY (CAST(? AS jsonb[]))))\
        """,
        jsonPath,
        wanted,
        wanted);
  }

  private void ids(Stream<Value> values) {
    String[] wanted =
        values
            .filter(RecordId::isPossible)
            .map(value -> RecordId.of(value).toString())
            .toArray(String[]::new);
    sql.add("t.id = ANY (CAST(? AS uuid[]))", (Object) wanted);
  }

  private void compare(FieldPath path, Comparison comparison, Value value) {
    if (value instanceof DateValue(Instant time) && Columns.time(table, path).isPresent()) {
      compareColumn(path, comparison, time);
    } else {
      matches(path, JsonPaths.compare(path, comparison, value));
    }
  }

  /// Columns are finer than dates, which end with the millisecond.
  private void compareColumn(FieldPath path, Comparison comparison, Instant time) {
    OffsetDateTime at = time.atOffset(ZoneOffset.UTC);
    OffsetDateTime next = at.plusNanos(1_000_000);
    sql.add(Columns.time(table, path).orElseThrow());
    switch (comparison) {
      case GREATER -> sql.add(" >= ?", next);
      case GREATER_OR_EQUAL -> sql.add(" >= ?", at);
      case LESS -> sql.add(" < ?", at);
      case LESS_OR_EQUAL -> sql.add(" < ?", next);
    }
  }

  /// "??" is how the driver spells the operator "?".
  private void matches(FieldPath path, String jsonPath) {
    Columns.appendDocument(table, path, sql);
    sql.add(" @?? CAST(? AS jsonpath)", jsonPath);
  }
}
