package io.nodesentinel.datastore.postgresql.record;

import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.util.List;
import java.util.UUID;

/// Documents as the column `document` holds them: without an `_id` that the row's own id implies.
public final class StoredJson {
  private StoredJson() {}

  /// The JSON of a document that lies under `record`.
  ///
  /// @throws DatastoreException (SERIALIZATION) if it exceeds a bound
  public static String write(UUID record, Document document) {
    Document kept =
        document.id().filter(RecordId.implied(record)::equals).isPresent()
            ? document.without(List.of(Document.ID))
            : document;
    return DocumentJson.write(kept);
  }

  /// The document of a row, `_id` first.
  ///
  /// @throws DatastoreException (SERIALIZATION) if no [Value] can hold what is there
  public static Document read(UUID record, String json) {
    return DocumentJson.read(json, RecordId.implied(record));
  }

  /// The document of a row, or why there is none.
  public static Found find(UUID record, String json) {
    try {
      return new Found.Sound(read(record, json));
    } catch (DatastoreException reason) {
      Document rest = salvage(record, json);
      Value id = rest.id().orElseGet(() -> RecordId.implied(record));
      return new Found.Unreadable(id, rest, reason);
    }
  }

  /// What of the document of a row can be held; all of it, as a rule.
  public static Document salvage(UUID record, String json) {
    return DocumentJson.salvage(json, RecordId.implied(record));
  }
}
