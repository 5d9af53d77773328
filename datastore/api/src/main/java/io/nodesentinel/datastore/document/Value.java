package io.nodesentinel.datastore.document;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One value of a document. Immutable; equality is by value, as the package says.
public sealed interface Value
    permits NullValue,
        BoolValue,
        IntegerValue,
        DecimalValue,
        TextValue,
        DateValue,
        IdValue,
        ArrayValue,
        DocumentValue {

  /// The type in words, for messages.
  default String typeName() {
    return switch (this) {
      case NullValue _ -> "null";
      case BoolValue _ -> "a boolean";
      case IntegerValue _, DecimalValue _ -> "a number";
      case TextValue _ -> "a text";
      case DateValue _ -> "a date";
      case IdValue _ -> "an id";
      case ArrayValue _ -> "an array";
      case DocumentValue _ -> "a document";
    };
  }

  /// Neither an array nor a document.
  default boolean isScalar() {
    return !(this instanceof ArrayValue || this instanceof DocumentValue);
  }

  static Value nothing() {
    return NullValue.NULL;
  }

  static Value of(boolean value) {
    return new BoolValue(value);
  }

  static Value of(long value) {
    return new IntegerValue(value);
  }

  /// The number; an [IntegerValue] if it has no fraction and fits.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if it is not finite
  static Value of(double value) {
    return DecimalValue.isInteger(value) ? new IntegerValue((long) value) : new DecimalValue(value);
  }

  static Value of(String value) {
    return new TextValue(value);
  }

  static Value of(Instant value) {
    return new DateValue(value);
  }

  static Value of(UUID value) {
    return new IdValue(value.toString());
  }

  /// The value of a plain object: null, a `Value`, `Document`, text, enum (its name), boolean,
  /// number of up to 64 bits, `Instant`, `UUID`, or a collection or map of such.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException for any other type
  static Value from(@Nullable Object plain) {
    return PlainObjects.value(plain);
  }

  static ArrayValue array(Value... elements) {
    return new ArrayValue(List.of(elements));
  }

  static ArrayValue texts(List<String> elements) {
    return new ArrayValue(elements.stream().map(Value::of).toList());
  }
}
