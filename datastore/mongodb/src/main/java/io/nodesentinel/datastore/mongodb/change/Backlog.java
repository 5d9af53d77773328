package io.nodesentinel.datastore.mongodb.change;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CHANGE_STREAM;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.TIMEOUT;

import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import io.nodesentinel.datastore.spi.PositionedWatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/// What lies after a position, found out by reading the stream from there to now without its
/// documents: MongoDB keeps no count. It costs as much as there is to count.
final class Backlog implements PositionedWatcher.Rest<StreamToken> {
  private static final Duration MOST = Duration.ofSeconds(30);
  private static final int BATCH = 1_000;

  private final MongoCollection<BsonDocument> collection;
  private final ServerTime server;

  Backlog(MongoCollection<BsonDocument> collection, ServerTime server) {
    this.collection = collection;
    this.server = server;
  }

  /// How many changes there are.
  ///
  /// @throws DatastoreException (TIMEOUT) if counting takes longer than 30 s; (HISTORY_GAP) if the
  ///   server does not know any more
  @Override
  public long count(StreamToken from) {
    return look(from, false).count();
  }

  /// The age of the oldest change; zero if there is none.
  @Override
  public Duration age(StreamToken from) {
    Instant oldest = look(from, true).oldest();
    if (oldest == null) {
      return Duration.ZERO;
    }
    // At least a millisecond: the server's clock may say the same as the change.
    Duration age = Duration.between(oldest, server.wall());
    return age.isPositive() ? age : Duration.ofMillis(1);
  }

  private record Found(long count, @Nullable Instant oldest) {}

  private Found look(StreamToken from, boolean first) {
    OptionalLong until = server.operationTime();
    long deadline = System.nanoTime() + MOST.toNanos();
    long count = 0;
    Instant oldest = null;
    try (MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> cursor =
        stream(from).cursor()) {
      while (true) {
        ChangeStreamDocument<BsonDocument> event = cursor.tryNext();
        if (event == null) {
          if (isAtEnd(cursor.getResumeToken(), until)) {
            return new Found(count, oldest);
          }
        } else if (isLater(event.getClusterTime(), until)) {
          return new Found(count, oldest);
        } else {
          count++;
          oldest = oldest == null ? time(event) : oldest;
          if (first) {
            return new Found(count, oldest);
          }
        }
        if (System.nanoTime() > deadline) {
          throw DatastoreException.of(
                  TIMEOUT,
                  "There are more than %d changes to count, which takes too long.".formatted(count))
              .from(MongoErrors.PROVIDER);
        }
      }
    } catch (MongoException | IllegalStateException failure) {
      throw StreamErrors.of(failure, CHANGE_STREAM, "counting changes");
    }
  }

  private ChangeStreamIterable<BsonDocument> stream(StreamToken from) {
    ChangeStreamIterable<BsonDocument> stream =
        collection
            .watch(WantedEvents.counted())
            .batchSize(BATCH)
            .maxAwaitTime(50, TimeUnit.MILLISECONDS);
    return switch (from) {
      case StreamToken.After(String data) ->
          stream.startAfter(new BsonDocument("_data", new BsonString(data)));
      case StreamToken.AtTime(long timestamp) ->
          stream.startAtOperationTime(new BsonTimestamp(timestamp));
    };
  }

  /// An empty answer of a busy server is not the end yet: its token says how far it has looked.
  private static boolean isAtEnd(@Nullable BsonDocument token, OptionalLong until) {
    if (token == null || until.isEmpty()) {
      return true;
    }
    OptionalLong looked = new StreamToken.After(token.getString("_data").getValue()).time();
    return looked.isEmpty() || Long.compareUnsigned(looked.getAsLong(), until.getAsLong()) >= 0;
  }

  private static boolean isLater(@Nullable BsonTimestamp time, OptionalLong until) {
    return time != null
        && until.isPresent()
        && Long.compareUnsigned(time.getValue(), until.getAsLong()) > 0;
  }

  private static @Nullable Instant time(ChangeStreamDocument<BsonDocument> event) {
    BsonDateTime wall = event.getWallTime();
    BsonTimestamp cluster = event.getClusterTime();
    return wall != null
        ? Instant.ofEpochMilli(wall.getValue())
        : cluster == null ? null : Instant.ofEpochSecond(Integer.toUnsignedLong(cluster.getTime()));
  }
}
