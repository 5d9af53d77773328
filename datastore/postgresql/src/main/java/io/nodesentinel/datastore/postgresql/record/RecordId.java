package io.nodesentinel.datastore.postgresql.record;

import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;

/// The UUID under which a document of some id lies.
///
/// A UUID is itself. An object id, which came from MongoDB, is its 24 digits behind eight zeros.
/// Any other id is a hash, and the document keeps the id itself.
public final class RecordId {
  private static final int MAX_TEXT = 512;
  private static final String OBJECT_ID_PREFIX = "00000000";

  private RecordId() {}

  /// The value can be the id of a document.
  public static boolean isPossible(Value id) {
    return id instanceof IdValue
        || (id instanceof TextValue(String text) && !text.isEmpty() && text.length() <= MAX_TEXT);
  }

  /// @throws DatastoreException (VALIDATION) if the value cannot be an id
  public static UUID of(Value id) {
    if (!isPossible(id)) {
      throw DatastoreException.invalid(
          "The _id of a document is an id or a text of 1 to %d characters; this one is %s."
              .formatted(
                  MAX_TEXT,
                  id instanceof TextValue(String text)
                      ? "a text of " + text.length()
                      : id.typeName()));
    }
    return switch (id) {
      case IdValue known when known.isObjectId() -> ofObjectId(known.value());
      case IdValue known when !known.value().startsWith(OBJECT_ID_PREFIX) ->
          UUID.fromString(known.value());
      case IdValue known -> hash("uuid:" + known.value());
      case TextValue(String text) -> hash("text:" + text);
      default -> throw new IllegalStateException("not an id: " + id.typeName());
    };
  }

  /// The id that a UUID stands for if the document does not say.
  public static IdValue implied(UUID record) {
    String text = record.toString();
    return text.startsWith(OBJECT_ID_PREFIX)
        ? new IdValue(text.replace("-", "").substring(OBJECT_ID_PREFIX.length()))
        : new IdValue(text);
  }

  private static UUID ofObjectId(String digits) {
    String all = OBJECT_ID_PREFIX + digits;
    return UUID.fromString(
        String.join(
            "-",
            all.substring(0, 8),
            all.substring(8, 12),
            all.substring(12, 16),
            all.substring(16, 20),
            all.substring(20)));
  }

  /// The first 128 bits of SHA-256, marked as a UUID of version 8.
  private static UUID hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      digest[6] = (byte) ((digest[6] & 0x0f) | 0x80);
      digest[8] = (byte) ((digest[8] & 0x3f) | 0x80);
      ByteBuffer bits = ByteBuffer.wrap(Arrays.copyOf(digest, 16));
      // Never mistaken for an object id.
      long high = bits.getLong();
      return new UUID(high >>> 32 == 0 ? high | (1L << 63) : high, bits.getLong());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
