package io.nodesentinel.datastore.postgresql.query;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.BoolValue;
import io.nodesentinel.datastore.document.DateValue;
import io.nodesentinel.datastore.document.DecimalValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.query.Comparison;
import java.util.stream.Collectors;

/// Paths and tests in the SQL/JSON path language of PostgreSQL, lax mode. There a name leads
/// through an array to its elements, and a test looks at the elements of an array, one level deep:
/// just what a filter means. The type is always tested first, since a lax comparison would also
/// look into an array within an array.
final class JsonPaths {
  private JsonPaths() {}

  /// What the path leads to.
  static String of(FieldPath path) {
    return path.segments().stream()
        .map(JsonPaths::quoted)
        .collect(Collectors.joining(".", "lax $.", ""));
  }

  /// A value at the path, or an element of an array there, equals the scalar.
  static String equal(FieldPath path, Value scalar) {
    return of(path) + " ? (" + test("==", scalar) + ")";
  }

  /// A value at the path, or an element of an array there, lies on that side of the operand.
  static String compare(FieldPath path, Comparison comparison, Value operand) {
    String operator =
        switch (comparison) {
          case GREATER -> ">";
          case GREATER_OR_EQUAL -> ">=";
          case LESS -> "<";
          case LESS_OR_EQUAL -> "<=";
        };
    String test = test(operator, operand);
    // UUIDs sort before object ids.
    if (operand instanceof IdValue id) {
      boolean upwards =
          comparison == Comparison.GREATER || comparison == Comparison.GREATER_OR_EQUAL;
      if (id.isObjectId() && !upwards) {
        test = or(test, "$uuid");
      } else if (!id.isObjectId() && upwards) {
        test = or(test, "$oid");
      }
    }
    return of(path) + " ? (" + test + ")";
  }

  private static String or(String test, String tag) {
    return "(%s) || (@.type() == \"object\" && exists(@.\"%s\"))".formatted(test, tag);
  }

  private static String test(String operator, Value value) {
    return switch (value) {
      case NullValue _ -> "@.type() == \"null\"";
      case BoolValue(boolean bool) -> typed("boolean", operator, Boolean.toString(bool));
      case IntegerValue(long number) -> typed("number", operator, Long.toString(number));
      case DecimalValue(double number) -> typed("number", operator, Double.toString(number));
      case TextValue(String text) -> typed("string", operator, quoted(text));
      case DateValue _, IdValue _ -> tagged(operator, value);
      case ArrayValue _, DocumentValue _ ->
          throw new IllegalArgumentException("not a scalar: " + value.typeName());
    };
  }

  private static String typed(String type, String operator, String literal) {
    return "@.type() == \"%s\" && @ %s %s".formatted(type, operator, literal);
  }

  /// Dates and ids are objects of one field that begins with `$`, which no field of a document
  /// does.
  private static String tagged(String operator, Value value) {
    String json = json(value);
    int colon = json.indexOf(':');
    String tag = json.substring(1, colon);
    String text = json.substring(colon + 1, json.length() - 1);
    return "@.type() == \"object\" && @.%s %s %s".formatted(tag, operator, text);
  }

  /// The value as JSON.
  static String json(Value value) {
    String wrapped = DocumentJson.write(Document.of("v", value));
    return wrapped.substring("{\"v\":".length(), wrapped.length() - 1);
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
