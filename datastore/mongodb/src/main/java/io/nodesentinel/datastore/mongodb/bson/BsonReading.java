package io.nodesentinel.datastore.mongodb.bson;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CONVERSION;

import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.UuidRepresentation;
import org.bson.types.Decimal128;

/// BSON to values. What no [Value] can hold is a CONVERSION error that names the field: nothing is
/// rounded or left out.
public final class BsonReading {
  private BsonReading() {}

  /// @throws DatastoreException (CONVERSION) if a value in it has no counterpart
  public static Document document(BsonDocument bson) {
    return document(bson, "");
  }

  /// The document, or why there is none.
  public static Found find(BsonDocument bson) {
    try {
      return new Found.Sound(document(bson));
    } catch (DatastoreException reason) {
      Document rest = salvage(bson);
      return new Found.Unreadable(rest.id().orElse(Value.nothing()), rest, reason);
    }
  }

  /// What of a document can be held: without the fields that cannot.
  private static Document salvage(BsonDocument bson) {
    Map<String, Value> held = new LinkedHashMap<>();
    bson.forEach((name, value) -> held(name, value).ifPresent(one -> held.putAll(one.fields())));
    return Document.of(held);
  }

  private static Optional<Document> held(String name, BsonValue value) {
    try {
      return Optional.of(
          Document.of(
              name,
              value.isDocument() ? salvage(value.asDocument()).asValue() : value(value, name)));
    } catch (DatastoreException odd) {
      return Optional.empty();
    }
  }

  /// @param where the path of the value, for messages
  /// @throws DatastoreException (CONVERSION) if it has no counterpart
  public static Value value(BsonValue bson, String where) {
    return switch (bson.getBsonType()) {
      case NULL -> Value.nothing();
      case BOOLEAN -> Value.of(bson.asBoolean().getValue());
      case INT32 -> Value.of(bson.asInt32().getValue());
      case INT64 -> Value.of(bson.asInt64().getValue());
      case DOUBLE -> number(bson.asDouble().getValue(), where);
      case DECIMAL128 -> number(bson.asDecimal128().getValue(), where);
      case STRING -> text(bson.asString().getValue(), where);
      // An older type of text, which MongoDB compares like one.
      case SYMBOL -> text(bson.asSymbol().getSymbol(), where);
      case DATE_TIME -> date(bson.asDateTime().getValue(), where);
      case OBJECT_ID -> new IdValue(bson.asObjectId().getValue().toHexString());
      case BINARY -> uuid(bson.asBinary(), where);
      case DOCUMENT -> document(bson.asDocument(), where).asValue();
      case ARRAY -> array(bson.asArray().getValues(), where);
      case END_OF_DOCUMENT,
          UNDEFINED,
          REGULAR_EXPRESSION,
          DB_POINTER,
          JAVASCRIPT,
          JAVASCRIPT_WITH_SCOPE,
          TIMESTAMP,
          MIN_KEY,
          MAX_KEY ->
          throw wrong(where, "is a BSON " + bson.getBsonType() + ", for which there is no value");
    };
  }

  private static Document document(BsonDocument bson, String where) {
    Map<String, Value> fields = new LinkedHashMap<>();
    bson.forEach((name, value) -> fields.put(name, value(value, then(where, name))));
    try {
      return Document.of(fields);
    } catch (DatastoreException refused) {
      throw wrong(where, "has a name that no document may have. " + refused.getMessage());
    }
  }

  private static Value array(List<BsonValue> elements, String where) {
    List<Value> values = new ArrayList<>(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      values.add(value(elements.get(i), where + "[" + i + "]"));
    }
    return new ArrayValue(values);
  }

  private static Value number(double number, String where) {
    if (!Double.isFinite(number)) {
      throw wrong(where, "is the number " + number + ", which not every store has");
    }
    return Value.of(number);
  }

  private static Value number(Decimal128 decimal, String where) {
    if (decimal.isNaN() || decimal.isInfinite()) {
      throw wrong(where, "is the number " + decimal + ", which not every store has");
    }
    // Without its sign, since BigDecimal refuses minus zero.
    BigDecimal size =
        Decimal128.fromIEEE754BIDEncoding(decimal.getHigh() & Long.MAX_VALUE, decimal.getLow())
            .bigDecimalValue();
    BigDecimal exact = decimal.isNegative() ? size.negate() : size;
    // Whether it has an integer of 64 bits is known without writing out up to 6,000 zeros.
    if (exact.signum() == 0) {
      return Value.of(0);
    }
    long digits = (long) exact.precision() - exact.scale();
    if (digits <= 19 && exact.stripTrailingZeros().scale() <= 0) {
      BigInteger integer = exact.toBigInteger();
      if (integer.bitLength() < Long.SIZE) {
        return Value.of(integer.longValue());
      }
    }
    double nearest = exact.doubleValue();
    if (!Double.isFinite(nearest)
        || new BigDecimal(Double.toString(nearest)).compareTo(exact) != 0) {
      throw wrong(where, "is a decimal number with more digits than a double can hold");
    }
    return Value.of(nearest);
  }

  private static Value text(String text, String where) {
    try {
      return Value.of(text);
    } catch (DatastoreException refused) {
      throw wrong(where, "cannot be read. " + refused.getMessage());
    }
  }

  private static Value date(long millis, String where) {
    try {
      return Value.of(Instant.ofEpochMilli(millis));
    } catch (DatastoreException refused) {
      throw wrong(where, "cannot be read. " + refused.getMessage());
    }
  }

  private static Value uuid(BsonBinary binary, String where) {
    if (binary.getType() != BsonBinarySubType.UUID_STANDARD.getValue()
        || binary.getData().length != 16) {
      throw wrong(
          where,
          "is binary data of subtype %d and %d bytes; only a UUID (subtype 4) has a value"
              .formatted(binary.getType(), binary.getData().length));
    }
    return Value.of(binary.asUuid(UuidRepresentation.STANDARD));
  }

  private static String then(String where, String name) {
    return where.isEmpty() ? name : where + "." + name;
  }

  private static DatastoreException wrong(String where, String what) {
    String sentence = (where.isEmpty() ? "The document" : "Field " + where) + " " + what;
    return DatastoreException.of(CONVERSION, sentence.endsWith(".") ? sentence : sentence + ".")
        .from("mongodb");
  }
}
