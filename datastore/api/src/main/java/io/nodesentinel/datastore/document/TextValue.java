package io.nodesentinel.datastore.document;

import io.nodesentinel.datastore.error.DatastoreException;

/// A text; ordered by code point.
public record TextValue(String value) implements Value {

  /// @throws DatastoreException if it contains U+0000 or half of a surrogate pair
  public TextValue {
    check(value);
  }

  /// Every store can hold it.
  static boolean isText(String value) {
    try {
      check(value);
      return true;
    } catch (DatastoreException refused) {
      return false;
    }
  }

  static void check(String value) {
    for (int i = 0; i < value.length(); i++) {
      char unit = value.charAt(i);
      if (unit == 0) {
        throw DatastoreException.invalid(
            "A text has the character U+0000 at position "
                + i
                + ", which not every store can hold.");
      }
      if (Character.isSurrogate(unit)) {
        boolean pair =
            Character.isHighSurrogate(unit)
                && i + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(i + 1));
        if (!pair) {
          throw DatastoreException.invalid(
              "A text has half of a surrogate pair at position "
                  + i
                  + ": it is not valid Unicode.");
        }
        i++;
      }
    }
  }
}
