package io.nodesentinel.datastore.mongodb.client;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.bson.Ids;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.bson.BsonDocument;

/// Ids that are made from a key, so that two clients that insert one key meet in one id.
final class KeyedIds {
  private KeyedIds() {}

  /// @param attempt counts up while the id is taken by a document whose key was changed since
  /// @throws DatastoreException (UNSUPPORTED) if the document has an id of its own
  static BsonDocument identified(
      Collection collection, Document document, FieldPath path, Value key, int attempt) {
    if (document.id().isPresent()) {
      throw DatastoreException.unsupported(
              "A document with an _id of its own can be inserted by key only where a unique index"
                  + " keeps the key, which field %s of %s has not.".formatted(path, collection))
          .from(MongoErrors.PROVIDER);
    }
    String text =
        String.join(
            "\n",
            collection.name(),
            path.toString(),
            Integer.toString(attempt),
            DocumentJson.write(Document.of("key", key)));
    return Ids.identified(document.with(Document.ID, Value.of(uuid(text))));
  }

  /// The first 128 bits of SHA-256, marked as a UUID of version 8 (RFC 9562, section 5.8).
  private static UUID uuid(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      digest[6] = (byte) ((digest[6] & 0x0f) | 0x80);
      digest[8] = (byte) ((digest[8] & 0x3f) | 0x80);
      ByteBuffer bits = ByteBuffer.wrap(digest);
      return new UUID(bits.getLong(), bits.getLong());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
