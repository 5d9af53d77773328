package io.nodesentinel.datastore.postgresql.record;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
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
}
