package io.nodesentinel.datastore.document;

import io.nodesentinel.datastore.error.DatastoreException;

/// A finite number that is not an [IntegerValue]. [Value#of(double)] makes the right one of both.
public record DecimalValue(double value) implements Value {
  private static final double TWO_TO_63 = 0x1p63;

  /// @throws DatastoreException if the number is not finite, or is an integer of 64 bits
  public DecimalValue {
    if (!Double.isFinite(value)) {
      throw DatastoreException.invalid(
          value + " cannot be stored: not every store has a number for it.");
    }
    if (isInteger(value)) {
      throw DatastoreException.invalid(
          value + " has no fraction: it is an IntegerValue. Value.of(double) makes the right one.");
    }
  }

  static boolean isInteger(double value) {
    return value == Math.rint(value) && value >= -TWO_TO_63 && value < TWO_TO_63;
  }
}
