package io.nodesentinel.datastore.migrate.convert;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONVERSION;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.bson.BsonReading;
import io.nodesentinel.datastore.postgresql.record.RecordId;
import io.nodesentinel.datastore.postgresql.record.StoredJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/// A document of MongoDB to a row of PostgreSQL. Nothing is rounded or left out: what cannot be
/// stored as it is is refused as a whole.
public final class Conversion {
  private static final int SHOWN = 80;
  private static final byte[] NONE = {};

  private Conversion() {}

  /// @param checksums whether they are wanted; else they are empty
  /// @throws DatastoreException (CONVERSION, VALIDATION or SERIALIZATION) with a sentence that
  ///   quotes no value
  public static Row row(Moved what, BsonDocument bson, boolean checksums) {
    Document document = what.respelled(BsonReading.document(bson));
    Value id = document.get(Document.ID);
    if (id == null) {
      throw DatastoreException.of(CONVERSION, "It has no _id.");
    }
    UUID record = RecordId.of(id);
    return new Row(
        record,
        id,
        StoredJson.write(record, document).getBytes(StandardCharsets.UTF_8),
        madeAt(id),
        checksums ? Canonical.checksum(document) : NONE,
        checksums ? Canonical.checksumOfFacts(document) : NONE);
  }

  /// The time in an object id.
  private static @Nullable Instant madeAt(Value id) {
    return id instanceof IdValue known && known.isObjectId()
        ? Instant.ofEpochSecond(Long.parseLong(known.value().substring(0, 8), 16))
        : null;
  }

  /// The id of a document for a person, also of one that cannot be converted; empty if there is
  /// none.
  public static String shown(BsonDocument bson) {
    BsonValue id = bson.get(Document.ID);
    if (id == null) {
      return "";
    }
    try {
      return shown(BsonReading.value(id, Document.ID));
    } catch (DatastoreException _) {
      return "a BSON " + id.getBsonType();
    }
  }

  public static String shown(Value id) {
    String text =
        switch (id) {
          case IdValue known -> known.value();
          case TextValue(String own) -> own;
          default -> id.typeName();
        };
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
  }
}
