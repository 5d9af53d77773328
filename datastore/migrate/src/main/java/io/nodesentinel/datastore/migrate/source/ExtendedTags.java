package io.nodesentinel.datastore.migrate.source;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/// The objects of extended JSON that stand for values for which JSON has no word. Those without a
/// value in the SDK become the BSON that they are, and are refused with their field's name later.
final class ExtendedTags {
  private static final HexFormat HEX = HexFormat.of();

  /// RFC 3339, and the zone without a colon that old versions of mongoexport wrote.
  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .optionalStart()
          .appendOffset("+HH:MM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HHMM", "Z")
          .optionalEnd()
          .toFormatter();

  private ExtendedTags() {}

  /// The value that an object stands for, or the object itself.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (SERIALIZATION) if it is a tag
  ///   around something that is not what the tag says
  static BsonValue value(BsonDocument object) {
    if (object.isEmpty() || object.size() > 2) {
      return object;
    }
    String tag = object.getFirstKey();
    if (!tag.startsWith("$")) {
      return object;
    }
    try {
      return value(tag, object);
    } catch (IllegalArgumentException
        | DateTimeException
        | ArithmeticException
        | ClassCastException _) {
      throw ExtendedJson.wrong("It has a " + tag + " that cannot be read.");
    }
  }

  private static BsonValue value(String tag, BsonDocument object) {
    BsonValue inner = part(object, tag);
    if (object.size() == 2) {
      return tag.equals("$binary") && object.containsKey("$type")
          ? binary(text(inner), text(part(object, "$type")))
          : object;
    }
    return switch (tag) {
      case "$oid" -> new BsonObjectId(new ObjectId(text(inner)));
      case "$date" -> new BsonDateTime(date(inner));
      case "$numberInt" -> new BsonInt32(Integer.parseInt(text(inner)));
      case "$numberLong" -> new BsonInt64(Long.parseLong(text(inner)));
      case "$numberDouble" -> new BsonDouble(number(text(inner)));
      case "$numberDecimal" -> new BsonDecimal128(Decimal128.parse(text(inner)));
      case "$uuid" -> new BsonBinary(UUID.fromString(text(inner)));
      case "$symbol" -> new BsonSymbol(text(inner));
      case "$binary" -> {
        BsonDocument parts = inner.asDocument();
        yield binary(text(part(parts, "base64")), text(part(parts, "subType")));
      }
      case "$timestamp" -> {
        BsonDocument parts = inner.asDocument();
        yield new BsonTimestamp(
            (int) parts.getNumber("t").longValue(), (int) parts.getNumber("i").longValue());
      }
      case "$minKey" -> new BsonMinKey();
      case "$maxKey" -> new BsonMaxKey();
      case "$undefined" -> new BsonUndefined();
      default -> object;
    };
  }

  private static BsonValue part(BsonDocument object, String name) {
    return object.get(name, BsonNull.VALUE);
  }

  private static String text(BsonValue value) {
    if (value instanceof BsonString text) {
      return text.getValue();
    }
    throw new IllegalArgumentException("not a text");
  }

  private static double number(String text) {
    return switch (text) {
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static long date(BsonValue value) {
    if (value.isNumber()) {
      return value.asNumber().longValue();
    }
    Instant instant = DATE.parse(text(value), Instant::from);
    if (!instant.equals(instant.truncatedTo(ChronoUnit.MILLIS))) {
      throw new IllegalArgumentException("finer than the milliseconds of MongoDB");
    }
    return instant.toEpochMilli();
  }

  private static BsonValue binary(String base64, String type) {
    byte[] subtype = HEX.parseHex(type.length() == 1 ? "0" + type : type);
    if (subtype.length != 1) {
      throw new IllegalArgumentException("not a subtype");
    }
    return new BsonBinary(subtype[0], Base64.getDecoder().decode(base64));
  }
}
