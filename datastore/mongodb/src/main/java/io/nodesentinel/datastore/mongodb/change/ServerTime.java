package io.nodesentinel.datastore.mongodb.change;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CHANGE_STREAM;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.client.MongoDatabase;
import io.nodesentinel.datastore.mongodb.connection.Connection;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import java.time.Instant;
import java.util.OptionalLong;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;

/// The server's clocks. Thread-safe.
final class ServerTime {
  /// The older name of `hello`, which every server answers.
  private static final BsonDocument HELLO = new BsonDocument("isMaster", new BsonInt32(1));

  private final Connection connection;

  ServerTime(Connection connection) {
    this.connection = connection;
  }

  /// The wall clock.
  Instant wall() {
    return Instant.ofEpochMilli(hello().getDateTime("localTime").getValue());
  }

  /// The first time after the server's last operation, as a BSON timestamp; of a server that does
  /// not tell, the wall clock's.
  long next() {
    OptionalLong last = operationTime();
    return last.isPresent() ? last.getAsLong() + 1 : wall().getEpochSecond() << 32;
  }

  /// The time of the server's last operation; empty of one that does not tell, as one that stands
  /// alone.
  OptionalLong operationTime() {
    return connection.ping().get("operationTime") instanceof BsonTimestamp timestamp
        ? OptionalLong.of(timestamp.getValue())
        : OptionalLong.empty();
  }

  /// The time of the oldest operation that the server still knows.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if we may not read the oplog
  long oldest() {
    MongoDatabase local =
        connection.client().getDatabase("local").withReadConcern(ReadConcern.LOCAL);
    try {
      // A capped collection is read in the order in which it was written.
      BsonDocument first = local.getCollection("oplog.rs", BsonDocument.class).find().first();
      return first == null ? next() : first.getTimestamp("ts").getValue();
    } catch (MongoException failure) {
      throw MongoErrors.of(
          failure, CHANGE_STREAM, "looking for the oldest change in local.oplog.rs");
    }
  }

  private BsonDocument hello() {
    try {
      return connection.client().getDatabase("admin").runCommand(HELLO, BsonDocument.class);
    } catch (MongoException | IllegalStateException failure) {
      throw MongoErrors.of(failure, CHANGE_STREAM, "asking for the server's time");
    }
  }
}
