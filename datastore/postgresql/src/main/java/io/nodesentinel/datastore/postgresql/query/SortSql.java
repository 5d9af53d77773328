package io.nodesentinel.datastore.postgresql.query;

import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.postgresql.record.Table;
import io.nodesentinel.datastore.query.Sort;
import java.util.List;

/// An order as `ORDER BY`: by type, then by the number or the text in the value.
public final class SortSql {
  private static final List<String> PARTS =
      List.of("datastore_rank(", "datastore_number(", "datastore_text(");

  private SortSql() {}

  /// Adds the clause; nothing if there is no order.
  public static void append(Table table, Sort sort, Sql sql) {
    String separator = " ORDER BY ";
    for (Sort.Key key : sort.keys()) {
      FieldPath path = key.path();
      String direction = key.descending() ? " DESC" : " ASC";
      if (table == Table.HEALTH_EVENTS && Columns.isDate(table, path)) {
        sql.add(separator).add("t.created_at").add(direction);
      } else {
        for (String part : PARTS) {
          sql.add(separator).add(part);
          Columns.appendDocument(table, path, sql);
          sql.add(" #> CAST(? AS text[]))", (Object) path.segments().toArray(String[]::new));
          sql.add(part.equals("datastore_text(") ? " COLLATE \"C\"" : "").add(direction);
          separator = ", ";
        }
      }
      separator = ", ";
    }
  }
}
