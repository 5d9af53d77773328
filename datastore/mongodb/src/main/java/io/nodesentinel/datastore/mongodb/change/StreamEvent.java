package io.nodesentinel.datastore.mongodb.change;

import io.nodesentinel.datastore.change.Operation;
import java.time.Instant;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/// One event of a change stream.
sealed interface StreamEvent {
  /// The position after it.
  StreamToken token();

  /// A document was written.
  ///
  /// @param before null where the server did not keep it
  /// @param after null after a delete, or where only a later state is known
  record Written(
      Operation operation,
      BsonValue id,
      @Nullable BsonDocument before,
      @Nullable BsonDocument after,
      StreamToken token,
      Instant committedAt)
      implements StreamEvent {}

  /// Something happened to the collection; if it ends the stream, `Ended` follows.
  record Other(StreamToken token) implements StreamEvent {}

  /// The collection was dropped or renamed, and the stream with it.
  record Ended(StreamToken token) implements StreamEvent {}
}
