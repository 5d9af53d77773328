package io.nodesentinel.datastore.kubernetes.object;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.FieldPath;
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
import java.util.regex.Pattern;

/// The `_id` of a document is the name of its object. A name that is a UUID or an object id of
/// MongoDB is an id, any other is a text.
public final class ObjectNames {
  private static final int MAX = 253;
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern MADE =
      Pattern.compile("[0-9a-f]{24}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private ObjectNames() {}

  /// The id of the document of an object.
  public static Value id(String name) {
    return MADE.matcher(name).matches() ? new IdValue(name) : Value.of(name);
  }

  /// The name of the object of a document.
  ///
  /// @throws DatastoreException (VALIDATION) if no object can have it
  public static String name(Value id) {
    if (id instanceof IdValue(String made)) {
      return made;
    }
    if (id instanceof TextValue(String text)
        && text.length() <= MAX
        && SUBDOMAIN.matcher(text).matches()
        && !MADE.matcher(text).matches()) {
      return text;
    }
    throw DatastoreException.invalid(
        "The _id of a HealthEvent is the name of its object: an id, or a text of 1 to %d lower-case"
                .formatted(MAX)
            + " letters, digits, hyphens and dots that begins and ends with a letter or digit.");
  }

  /// A name that nobody has.
  public static String fresh() {
    return UUID.randomUUID().toString();
  }

  /// The one name of all documents with this value at this path, so that the API server itself
  /// refuses the second. The first 128 bits of SHA-256, marked as a UUID of version 8 (RFC 9562).
  ///
  /// @param value no array and no document
  public static String keyed(FieldPath path, Value value) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (path + "=" + DocumentJson.write(Document.of("key", value)))
                      .getBytes(StandardCharsets.UTF_8));
      digest[6] = (byte) ((digest[6] & 0x0f) | 0x80);
      digest[8] = (byte) ((digest[8] & 0x3f) | 0x80);
      ByteBuffer bits = ByteBuffer.wrap(Arrays.copyOf(digest, 16));
      return new UUID(bits.getLong(), bits.getLong()).toString();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
