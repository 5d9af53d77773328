package io.nodesentinel.datastore.mongodb.change;

import static io.nodesentinel.datastore.error.DatastoreException.Kind.CHANGE_STREAM;
import static io.nodesentinel.datastore.error.DatastoreException.Kind.HISTORY_GAP;

import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.connection.MongoErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Events of one collection from the server. The driver resumes by itself once after an error that
/// allows it; what it cannot mend is for the reader.
final class MongoEventSource implements EventSource {
  private static final Logger LOG = LoggerFactory.getLogger(MongoEventSource.class);
  private static final int BATCH = 200;
  private static final String DOING = "reading changes";

  private final MongoCollection<BsonDocument> collection;
  private final ServerTime server;
  private final List<BsonDocument> pipeline;
  private final BooleanSupplier images;
  private final Duration await;

  /// @param pipeline which events are wanted
  /// @param images sees to it that the server keeps documents before and after each change, and
  ///   says whether it does; asked for each cursor, since a collection may have been made anew
  /// @param await how long the server waits for an event before it says that there is none
  MongoEventSource(
      MongoCollection<BsonDocument> collection,
      ServerTime server,
      List<BsonDocument> pipeline,
      BooleanSupplier images,
      Duration await) {
    this.collection = collection;
    this.server = server;
    this.pipeline = pipeline;
    this.images = images;
    this.await = await;
  }

  @Override
  public Events open(@Nullable StreamToken from, Detail detail) {
    refuseFuture(from);
    ChangeStreamIterable<BsonDocument> stream =
        collection
            .watch(pipeline)
            .batchSize(BATCH)
            .maxAwaitTime(await.toMillis(), TimeUnit.MILLISECONDS);
    if (detail == Detail.FULL) {
      if (images.getAsBoolean()) {
        stream
            .fullDocument(FullDocument.WHEN_AVAILABLE)
            .fullDocumentBeforeChange(FullDocumentBeforeChange.WHEN_AVAILABLE);
      } else {
        stream.fullDocument(FullDocument.UPDATE_LOOKUP);
      }
    }
    switch (from) {
      case null -> {}
      case StreamToken.After(String data) ->
          // Unlike resumeAfter it goes on after an event that ended a stream.
          stream.startAfter(new BsonDocument("_data", new BsonString(data)));
      case StreamToken.AtTime(long timestamp) ->
          stream.startAtOperationTime(new BsonTimestamp(timestamp));
    }
    // The driver tells the server's own position only once it has asked for more.
    StreamToken start = from == null ? new StreamToken.AtTime(server.next()) : from;
    return new Stream(call(stream::cursor), start);
  }

  /// A server that was restored from an older state would wait until its clock comes to the
  /// position, and be silent.
  private void refuseFuture(@Nullable StreamToken from) {
    if (from instanceof StreamToken.After after) {
      OptionalLong time = after.time();
      OptionalLong now = server.operationTime();
      if (time.isPresent()
          && now.isPresent()
          && Long.compareUnsigned(time.getAsLong(), now.getAsLong()) > 0) {
        throw DatastoreException.of(
                HISTORY_GAP,
                "The position lies ahead of the server, which was restored from an older state, or"
                    + " is another one.")
            .from(MongoErrors.PROVIDER);
      }
    }
  }

  private static <T extends @Nullable Object> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (MongoException | IllegalStateException failure) {
      throw StreamErrors.of(failure, CHANGE_STREAM, DOING);
    }
  }

  /// One cursor of the driver.
  private static final class Stream implements Events {
    private final MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> cursor;
    private StreamToken position;

    Stream(
        MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> cursor, StreamToken position) {
      this.cursor = cursor;
      this.position = position;
      look();
    }

    /// Takes the server's own position if it tells one.
    private void look() {
      BsonDocument token = cursor.getResumeToken();
      if (token != null) {
        position = token(token);
      }
    }

    @Override
    public @Nullable StreamEvent next() {
      ChangeStreamDocument<BsonDocument> event = call(cursor::tryNext);
      look();
      if (event != null) {
        position = token(event.getResumeToken());
      }
      return event == null ? null : read(event);
    }

    @Override
    public StreamToken position() {
      return position;
    }

    @Override
    public void close() {
      try {
        cursor.close();
      } catch (MongoException failure) {
        // The server ends a cursor that nobody reads by itself.
        LOG.debug("a cursor could not be closed", failure);
      }
    }
  }

  private static StreamToken token(BsonDocument token) {
    return new StreamToken.After(token.getString("_data").getValue());
  }

  private static StreamEvent read(ChangeStreamDocument<BsonDocument> event) {
    StreamToken token = token(event.getResumeToken());
    return switch (Objects.requireNonNullElse(event.getOperationTypeString(), "")) {
      case "insert" -> written(event, Operation.INSERT, token);
      case "update", "replace" -> written(event, Operation.UPDATE, token);
      case "delete" -> written(event, Operation.DELETE, token);
      case "invalidate" -> new StreamEvent.Ended(token);
      default -> new StreamEvent.Other(token);
    };
  }

  private static StreamEvent written(
      ChangeStreamDocument<BsonDocument> event, Operation operation, StreamToken token) {
    BsonDocument key = Objects.requireNonNullElseGet(event.getDocumentKey(), BsonDocument::new);
    BsonValue id = key.get("_id");
    return new StreamEvent.Written(
        operation,
        id == null ? BsonNull.VALUE : id,
        event.getFullDocumentBeforeChange(),
        operation == Operation.DELETE ? null : event.getFullDocument(),
        token,
        committedAt(event));
  }

  /// To the millisecond from MongoDB 6 on, to the second before.
  private static Instant committedAt(ChangeStreamDocument<BsonDocument> event) {
    BsonDateTime wall = event.getWallTime();
    if (wall != null) {
      return Instant.ofEpochMilli(wall.getValue());
    }
    BsonTimestamp cluster = event.getClusterTime();
    return cluster == null
        ? Instant.EPOCH
        : Instant.ofEpochSecond(Integer.toUnsignedLong(cluster.getTime()));
  }
}
