package io.nodesentinel.datastore.mongodb.change;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CHANGE_STREAM;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;

/// The positions in the collection of resume tokens, by client name. Thread-safe.
final class ClientPositions {
  private static final String CLIENT = "clientName";
  private static final String TOKEN = "resumeToken";
  private static final String DATA = "_data";
  private static final String AT_TIME = "atTime";

  private final MongoCollection<BsonDocument> tokens;

  ClientPositions(MongoCollection<BsonDocument> tokens) {
    this.tokens = tokens;
  }

  /// The position of a client; empty if it has none that can be read.
  Optional<StreamToken> stored(String client) {
    return run(() -> Optional.ofNullable(tokens.find(of(client)).first()))
        .flatMap(ClientPositions::token);
  }

  private static Optional<StreamToken> token(BsonDocument stored) {
    if (stored.get(TOKEN) instanceof BsonDocument token
        && token.get(DATA) instanceof BsonString data) {
      return Optional.of(new StreamToken.After(data.getValue()));
    }
    return stored.get(AT_TIME) instanceof BsonTimestamp time
        ? Optional.of(new StreamToken.AtTime(time.getValue()))
        : Optional.empty();
  }

  /// Stores a first position, so that a crash before anything was handled loses nothing. One that
  /// is there stays.
  void register(String client, StreamToken token) {
    if (stored(client).isEmpty()) {
      store(client, token);
    }
  }

  /// Stores a position, unless a later one is stored.
  void store(String client, StreamToken token) {
    BsonDocument earlier = of(client);
    if (token instanceof StreamToken.After(String data)) {
      BsonArray either = new BsonArray();
      either.add(
          new BsonDocument(TOKEN + "." + DATA, new BsonDocument("$exists", BsonBoolean.FALSE)));
      either.add(
          new BsonDocument(TOKEN + "." + DATA, new BsonDocument("$lt", new BsonString(data))));
      earlier.append("$or", either);
    } else {
      earlier.append(TOKEN + "." + DATA, new BsonDocument("$exists", BsonBoolean.FALSE));
    }
    run(() -> {
      if (tokens.updateOne(earlier, update(token)).getMatchedCount() == 0) {
        insertIfMissing(client, token);
      }
      return true;
    });
  }

  /// Stores a position whatever is stored: after a gap the order of tokens means nothing.
  void replace(String client, StreamToken token) {
    run(() -> {
      if (tokens.updateOne(of(client), update(token)).getMatchedCount() == 0) {
        insertIfMissing(client, token);
      }
      return true;
    });
  }

  private void insertIfMissing(String client, StreamToken token) {
    if (tokens.countDocuments(of(client)) > 0) {
      return;
    }
    try {
      BsonDocument document = of(client);
      document.putAll(fields(token));
      tokens.insertOne(document);
    } catch (MongoException failure) {
      // Another process of this client was first; the next write decides.
      if (MongoErrors.code(failure) != MongoErrors.DUPLICATE_KEY) {
        throw failure;
      }
    }
  }

  private static BsonDocument update(StreamToken token) {
    return new BsonDocument("$set", fields(token))
        .append(
            "$unset",
            new BsonDocument(
                token instanceof StreamToken.After ? AT_TIME : TOKEN, BsonBoolean.TRUE));
  }

  private static BsonDocument fields(StreamToken token) {
    BsonDocument fields =
        new BsonDocument("lastUpdated", new BsonDateTime(Instant.now().toEpochMilli()));
    BsonValue position =
        switch (token) {
          case StreamToken.After(String data) -> new BsonDocument(DATA, new BsonString(data));
          case StreamToken.AtTime(long timestamp) -> new BsonTimestamp(timestamp);
        };
    return fields.append(token instanceof StreamToken.After ? TOKEN : AT_TIME, position);
  }

  private static BsonDocument of(String client) {
    return new BsonDocument(CLIENT, new BsonString(client));
  }

  private static <T> T run(Supplier<T> call) {
    try {
      return call.get();
    } catch (MongoException | IllegalStateException failure) {
      throw MongoErrors.of(failure, CHANGE_STREAM, "storing or reading a position");
    }
  }
}
