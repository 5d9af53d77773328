package io.nodesentinel.datastore.migrate.source;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.SERIALIZATION;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.error.DatastoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;

/// MongoDB's extended JSON, version 2, canonical and relaxed, to BSON. Strict where the parser of
/// MongoDB's driver is not: the text must be JSON and nothing else, in UTF-8, and no field may be
/// named twice, since one of the two would be lost.
final class ExtendedJson {
  /// A value in canonical form is one or two levels deeper than what it stands for.
  private static final int MORE_LEVELS = 3;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DocumentJson.MAX_DEPTH + MORE_LEVELS)
                  .maxStringLength(ExportScanner.LONGEST)
                  .maxNumberLength(1_000)
                  .build())
          .build();

  private ExtendedJson() {}

  /// @throws DatastoreException (SERIALIZATION or CONVERSION) with a sentence that quotes nothing
  static BsonDocument read(byte[] bytes, int from, int length) {
    try (JsonParser parser = JSON.createParser(bytes, from, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw wrong("It is not a JSON object.");
      }
      BsonDocument document = fields(parser);
      if (parser.nextToken() != null) {
        throw wrong("Something follows the JSON object.");
      }
      return document;
    } catch (StreamConstraintsException _) {
      throw wrong(
          "It is deeper than %d levels, or has a name or number that is too long."
              .formatted(DocumentJson.MAX_DEPTH));
    } catch (JsonProcessingException failure) {
      // The parser's message quotes the document; only the place is told.
      String wrong =
          String.valueOf(failure.getOriginalMessage()).startsWith("Duplicate field")
              ? "It names a field twice"
              : "It is not valid JSON";
      throw wrong(
          length == 1
              ? "It is not valid JSON: a document must be on one line; export without --pretty."
              : wrong + place(failure) + ".");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String place(JsonProcessingException failure) {
    return failure.getLocation() == null
        ? ""
        : " near byte " + Math.max(1, failure.getLocation().getByteOffset());
  }

  private static BsonDocument fields(JsonParser parser) throws IOException {
    BsonDocument fields = new BsonDocument();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return fields;
  }

  private static BsonValue value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> BsonNull.VALUE;
      case VALUE_TRUE -> BsonBoolean.TRUE;
      case VALUE_FALSE -> BsonBoolean.FALSE;
      case VALUE_STRING -> new BsonString(parser.getText());
      case VALUE_NUMBER_INT -> integer(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> new BsonDouble(parser.getDoubleValue());
      case START_ARRAY -> {
        BsonArray elements = new BsonArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield elements;
      }
      case START_OBJECT -> ExtendedTags.value(fields(parser));
      default -> throw wrong("It is not complete.");
    };
  }

  private static BsonValue integer(BigInteger number) {
    if (number.bitLength() < Integer.SIZE) {
      return new BsonInt32(number.intValue());
    }
    if (number.bitLength() < Long.SIZE) {
      return new BsonInt64(number.longValue());
    }
    throw wrong("It has a whole number of more than 64 bits, which MongoDB does not have.");
  }

  static DatastoreException wrong(String sentence) {
    return DatastoreException.of(SERIALIZATION, sentence);
  }
}
