package io.nodesentinel.datastore.migrate.source;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.SERIALIZATION;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.error.DatastoreException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.bson.BSONException;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/// Documents out of the bytes that MongoDB sent. The driver keeps one of two fields of one name,
/// and puts U+FFFD for what is not UTF-8; who moves documents must not. So what was read is written
/// again, and must be the same bytes.
final class RawDocuments {
  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

  private RawDocuments() {}

  /// @throws DatastoreException (SERIALIZATION) with a sentence that quotes nothing, if it cannot
  ///   be read as it is
  static BsonDocument read(RawBsonDocument raw) {
    try {
      BsonDocument document = decoded(raw);
      if (isWrittenAs(document, bytes(raw))) {
        return document;
      }
      throw wrong(
          namesTwice(raw)
              ? "It names a field twice, of which only one could be kept."
              : "It has a text that is not UTF-8, or is not written as BSON is.");
    } catch (BSONException _) {
      // Its message may quote the document.
      throw wrong("It is damaged: it is not BSON.");
    }
  }

  /// The `_id` of one that cannot be read, alone; empty if not even that can.
  static BsonDocument onlyId(RawBsonDocument raw) {
    try {
      BsonValue id = raw.get(Document.ID);
      return id == null ? new BsonDocument() : new BsonDocument(Document.ID, id);
    } catch (BSONException _) {
      return new BsonDocument();
    }
  }

  private static BsonDocument decoded(RawBsonDocument raw) {
    try (BsonBinaryReader reader = new BsonBinaryReader(bytes(raw))) {
      return CODEC.decode(reader, DecoderContext.builder().build());
    }
  }

  private static boolean isWrittenAs(BsonDocument document, ByteBuffer bytes) {
    try (BasicOutputBuffer again = new BasicOutputBuffer(bytes.remaining());
        BsonBinaryWriter writer = new BsonBinaryWriter(again)) {
      CODEC.encode(writer, document, EncoderContext.builder().build());
      return bytes.equals(ByteBuffer.wrap(again.getInternalBuffer(), 0, again.getSize()));
    }
  }

  private static ByteBuffer bytes(RawBsonDocument raw) {
    return ByteBuffer.wrap(raw.getBackingArray(), raw.getByteOffset(), raw.getByteLength()).slice();
  }

  private static boolean namesTwice(RawBsonDocument raw) {
    try (BsonBinaryReader reader = new BsonBinaryReader(bytes(raw))) {
      reader.readStartDocument();
      return namesTwice(reader, true);
    }
  }

  /// Of what was begun, up to its end, or to the first name that is there again.
  private static boolean namesTwice(BsonReader reader, boolean named) {
    Set<String> names = new HashSet<>();
    while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
      if (named && !names.add(reader.readName())) {
        return true;
      }
      boolean twice = false;
      switch (reader.getCurrentBsonType()) {
        case DOCUMENT -> {
          reader.readStartDocument();
          twice = namesTwice(reader, true);
        }
        case ARRAY -> {
          reader.readStartArray();
          twice = namesTwice(reader, false);
        }
        default -> reader.skipValue();
      }
      if (twice) {
        return true;
      }
    }
    if (named) {
      reader.readEndDocument();
    } else {
      reader.readEndArray();
    }
    return false;
  }

  private static DatastoreException wrong(String sentence) {
    return DatastoreException.of(SERIALIZATION, sentence);
  }
}
