package io.nodesentinel.datastore.mongodb.bson;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.types.ObjectId;

/// The `_id` of documents to be stored.
public final class Ids {
  private static final int MAX_TEXT = 512;

  private Ids() {}

  /// The document with the id it has, or one made here; `_id` comes first, as MongoDB keeps it.
  ///
  /// @throws DatastoreException (VALIDATION) if its id is neither an id nor a text of 1 to 512
  ///   characters
  public static BsonDocument identified(Document document) {
    Value id = document.id().orElseGet(() -> new IdValue(new ObjectId().toHexString()));
    boolean possible =
        id instanceof IdValue
            || (id instanceof TextValue(String text)
                && !text.isEmpty()
                && text.length() <= MAX_TEXT);
    if (!possible) {
      throw DatastoreException.invalid(
              "The _id of a document is an id or a text of 1 to %d characters; this one is %s."
                  .formatted(
                      MAX_TEXT,
                      id instanceof TextValue(String text)
                          ? "a text of " + text.length()
                          : id.typeName()))
          .from("mongodb");
    }
    BsonDocument bson = new BsonDocument(Document.ID, BsonWriting.value(id));
    bson.putAll(BsonWriting.document(document));
    return bson;
  }

  /// The id of a document that was read.
  public static Value of(BsonDocument stored) {
    BsonValue id = stored.get(Document.ID);
    return id == null ? Value.nothing() : BsonReading.value(id, Document.ID);
  }
}
