package io.nodesentinel.datastore.mongodb.bson;

import io.nodesentinel.datastore.document.ArrayValue;
import io.nodesentinel.datastore.document.BoolValue;
import io.nodesentinel.datastore.document.DateValue;
import io.nodesentinel.datastore.document.DecimalValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;

/// Values to BSON. Every integer is an Int64, so that what was written twice is written alike;
/// MongoDB and its drivers compare and read numbers by value.
public final class BsonWriting {
  private BsonWriting() {}

  public static BsonDocument document(Document document) {
    BsonDocument bson = new BsonDocument(document.fields().size());
    document.fields().forEach((name, value) -> bson.append(name, value(value)));
    return bson;
  }

  public static BsonValue value(Value value) {
    return switch (value) {
      case NullValue _ -> BsonNull.VALUE;
      case BoolValue(boolean bool) -> BsonBoolean.valueOf(bool);
      case IntegerValue(long number) -> new BsonInt64(number);
      case DecimalValue(double number) -> new BsonDouble(number);
      case TextValue(String text) -> new BsonString(text);
      case DateValue(var instant) -> new BsonDateTime(instant.toEpochMilli());
      case IdValue id ->
          id.isObjectId()
              ? new BsonObjectId(new ObjectId(id.value()))
              : new BsonBinary(UUID.fromString(id.value()));
      case ArrayValue(var elements) ->
          new BsonArray(elements.stream().map(BsonWriting::value).toList());
      case DocumentValue(Document inner) -> document(inner);
    };
  }
}
