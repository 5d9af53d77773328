package io.nodesentinel.datastore.postgresql.query;

import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.event.MaintenanceEventCodec;
import io.nodesentinel.datastore.postgresql.record.Table;
import java.util.Map;
import java.util.Optional;

/// The columns that repeat a value of the document, and the fields that are dates though stored as
/// text. Every identifier that a query can bring into a statement is written here.
final class Columns {
  private static final Map<String, String> HEALTH =
      Map.of(
          "healthevent.nodeName", "t.node_name",
          "healthevent.checkName", "t.event_type",
          "healtheventstatus.nodequarantined", "t.node_quarantined",
          "healtheventstatus.userpodsevictionstatus.status", "t.user_pods_eviction_status");

  private static final Map<String, String> MAINTENANCE =
      Map.of(
          "eventId", "t.event_id",
          "nodeName", "t.node_name",
          "status", "t.status",
          "csp", "t.csp",
          "clusterName", "t.cluster_name");

  /// Empty exactly where the document has no such time.
  private static final Map<String, String> MAINTENANCE_TIMES =
      Map.of(
          "scheduledStartTime", "t.scheduled_start_time",
          "actualEndTime", "t.actual_end_time");

  private Columns() {}

  /// The column that has the text of a field, if the field is a text that is not empty.
  static Optional<String> text(Table table, FieldPath path) {
    return Optional.ofNullable(
        switch (table) {
          case HEALTH_EVENTS -> HEALTH.get(path.toString());
          case MAINTENANCE_EVENTS -> MAINTENANCE.get(path.toString());
          case DOCUMENTS -> null;
        });
  }

  /// The column that has the time of a field.
  static Optional<String> time(Table table, FieldPath path) {
    return Optional.ofNullable(
        switch (table) {
          case HEALTH_EVENTS -> path.toString().equals("createdAt") ? "t.created_at" : null;
          case MAINTENANCE_EVENTS -> MAINTENANCE_TIMES.get(path.toString());
          case DOCUMENTS -> null;
        });
  }

  /// The field is a date, also where the document has text.
  static boolean isDate(Table table, FieldPath path) {
    return switch (table) {
      case HEALTH_EVENTS -> path.toString().equals("createdAt");
      case MAINTENANCE_EVENTS -> MaintenanceEventCodec.TIMES.contains(path.toString());
      case DOCUMENTS -> false;
    };
  }

  /// Adds the document that a path is looked up in.
  static void appendDocument(Table table, FieldPath path, Sql sql) {
    if (path.segments().getFirst().equals("_id")) {
      sql.add("jsonb_build_object('_id', datastore_id(t.id, t.document))");
    } else if (!isDate(table, path)) {
      sql.add("t.document");
    } else if (table == Table.HEALTH_EVENTS) {
      sql.add("datastore_dated(t.document, ?, t.created_at)", path.toString());
    } else {
      sql.add("datastore_dated(t.document, ?, NULL)", path.toString());
    }
  }
}
