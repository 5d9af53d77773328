package io.nodesentinel.datastore.query.memory;

import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.BoolValue;
import io.nodesentinel.datastore.document.DateValue;
import io.nodesentinel.datastore.document.DecimalValue;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import java.math.BigDecimal;

/// The order of values that the package of queries states. Arrays and documents, whose place it
/// leaves open, are equal to each other and come after texts, as in MongoDB.
public final class ValueOrder {
  private ValueOrder() {}

  /// Negative, zero or positive, as the first lies before, at or after the second.
  public static int compare(Value a, Value b) {
    int byType = Integer.compare(rank(a), rank(b));
    if (byType != 0) {
      return byType;
    }
    return switch (a) {
      case TextValue(String text) -> texts(text, ((TextValue) b).value());
      case IdValue id -> ids(id, (IdValue) b);
      case BoolValue(boolean bool) -> Boolean.compare(bool, ((BoolValue) b).value());
      case DateValue(var instant) -> instant.compareTo(((DateValue) b).value());
      case IntegerValue _, DecimalValue _ -> numbers(a, b);
      case NullValue _, ArrayValue _, DocumentValue _ -> 0;
    };
  }

  /// The two can be compared by a filter.
  static boolean isSameType(Value a, Value b) {
    return rank(a) == rank(b);
  }

  private static int rank(Value value) {
    return switch (value) {
      case NullValue _ -> 0;
      case IntegerValue _, DecimalValue _ -> 1;
      case TextValue _ -> 2;
      case ArrayValue _, DocumentValue _ -> 3;
      case IdValue _ -> 4;
      case BoolValue _ -> 5;
      case DateValue _ -> 6;
    };
  }

  private static int numbers(Value a, Value b) {
    return a instanceof IntegerValue(long x) && b instanceof IntegerValue(long y)
        ? Long.compare(x, y)
        : exact(a).compareTo(exact(b));
  }

  /// The number without rounding.
  static BigDecimal exact(Value number) {
    return switch (number) {
      case IntegerValue(long value) -> BigDecimal.valueOf(value);
      case DecimalValue(double value) -> new BigDecimal(value);
      default -> throw new IllegalArgumentException("not a number: " + number.typeName());
    };
  }

  private static int ids(IdValue a, IdValue b) {
    int byKind = Boolean.compare(a.isObjectId(), b.isObjectId());
    return byKind != 0 ? byKind : a.value().compareTo(b.value());
  }

  /// By code point, which is the order of UTF-8 bytes; `String.compareTo` puts what lies beyond
  /// U+FFFF before U+E000.
  private static int texts(String a, String b) {
    int shared = Math.min(a.length(), b.length());
    for (int i = 0; i < shared; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Character.isSurrogate(x) == Character.isSurrogate(y)
            ? Character.compare(x, y)
            : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
