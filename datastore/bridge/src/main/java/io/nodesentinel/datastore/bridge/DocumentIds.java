package io.nodesentinel.datastore.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What documents are called in ledgers and records, beside objects, whose names have no slash.
final class DocumentIds {
  private static final String PREFIX = "document/";
  private static final int LONGEST = 200;

  private DocumentIds() {}

  /// A name of at most 253 characters for the id of a document, the same for the same id.
  static String name(Value id) {
    return switch (id) {
      case IdValue(String value) -> PREFIX + value;
      case TextValue(String text) ->
          text.length() <= LONGEST ? PREFIX + "text/" + text : PREFIX + "sha256/" + digest(text);
      default ->
          throw DatastoreException.of(
              DatastoreException.Kind.CONVERSION,
              "The id of a health event is %s; it should be an id or a text."
                  .formatted(id.typeName()));
    };
  }

  /// [#name] gives one.
  static boolean isNameable(Value id) {
    return id instanceof IdValue || id instanceof TextValue;
  }

  /// The event of that name is a document.
  static boolean isDocument(String name) {
    return name.startsWith(PREFIX);
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }
}
