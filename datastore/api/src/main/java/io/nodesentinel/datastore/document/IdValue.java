package io.nodesentinel.datastore.document;

import io.nodesentinel.datastore.error.DatastoreException;
import java.util.Locale;
import java.util.regex.Pattern;

/// An id made by a store: an object id of 24 hexadecimal digits, or a UUID; in lower case.
public record IdValue(String value) implements Value {
  private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{24}");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /// @throws DatastoreException if it is neither
  public IdValue {
    value = value.toLowerCase(Locale.ROOT);
    if (!isObjectId(value) && !isUuid(value)) {
      throw DatastoreException.invalid(
          "An id is an object id of 24 hexadecimal digits or a UUID; this one has "
              + value.length()
              + " characters and is neither. An id of your own is a text.");
    }
  }

  /// 24 hexadecimal digits, as MongoDB makes them.
  public boolean isObjectId() {
    return isObjectId(value);
  }

  private static boolean isObjectId(String value) {
    return OBJECT_ID.matcher(value).matches();
  }

  private static boolean isUuid(String value) {
    return UUID.matcher(value).matches();
  }
}
