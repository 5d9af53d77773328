package io.nodesentinel.datastore.postgresql.changelog;

import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.postgresql.record.RecordId;
import io.nodesentinel.datastore.postgresql.record.StoredJson;
import io.nodesentinel.datastore.postgresql.record.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Turns a row of [ChangelogQuery#SQL] into a change. What it refuses is a poison row.
final class RowReading {
  private RowReading() {}

  /// @throws IllegalArgumentException if the row is none of ours
  /// @throws io.nodesentinel.datastore.error.DatastoreException if its document cannot be read
  static ChangelogRow read(ResultSet row, StreamPosition position, SupersededMarks marks)
      throws SQLException {
    String table = row.getString(7);
    String recordId = row.getString(8);
    RecordKey key = key(table, row.getString(12), recordId);
    if (key == null) {
      throw new IllegalArgumentException("no collection is kept in table " + table);
    }
    // Noted before anything can be wrong with the document: it is a change all the same.
    boolean superseded = marks.note(key, position.id());
    Operation operation = Operation.valueOf(row.getString(9));
    String oldJson = row.getString(10);
    String newJson = row.getString(11);
    if (operation == Operation.DELETE ? oldJson == null : newJson == null) {
      throw new IllegalArgumentException("the document is missing");
    }
    Document before = document(key.id(), oldJson);
    Document after = document(key.id(), newJson);
    Timestamp changedAt = row.getTimestamp(13);
    String writer = row.getString(14);
    Value id =
        Optional.ofNullable(after != null ? after : before)
            .flatMap(Document::id)
            .orElseGet(() -> RecordId.implied(key.id()));
    return new ChangelogRow(
        position,
        operation,
        new Collection(key.collection()),
        id,
        before,
        after,
        superseded,
        writer == null ? "" : writer,
        changedAt == null ? Instant.EPOCH : changedAt.toInstant(),
        length(oldJson) + length(newJson));
  }

  static @Nullable RecordKey key(
      String tableName, @Nullable String collectionName, String recordId) {
    Table table = Table.named(tableName);
    Collection collection = table == null ? null : table.collection(collectionName);
    return collection == null ? null : new RecordKey(collection.name(), UUID.fromString(recordId));
  }

  private static @Nullable Document document(UUID record, @Nullable String json) {
    return json == null ? null : StoredJson.read(record, json);
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
