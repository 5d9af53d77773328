package io.nodesentinel.datastore.mongodb.change;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.mongodb.bson.BsonReading;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Events in the terms of the SDK.
final class ChangeReading {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeReading.class);

  private final WatchRequest request;

  ChangeReading(WatchRequest request) {
    this.request = request;
  }

  /// A document that has no counterpart here is told without it, so that the stream goes on; who
  /// then reads it meets the error.
  Change change(StreamEvent.Written event) {
    try {
      Value id = BsonReading.value(event.id(), Document.ID);
      Document after = document(event.after(), id);
      boolean unknown = after == null && event.operation() != Operation.DELETE;
      return new Change.Changed(
          event.operation(),
          request.collection(),
          id,
          unknown ? null : document(event.before(), id),
          after,
          event.token().toResumeToken(),
          false,
          "",
          event.committedAt());
    } catch (DatastoreException unreadable) {
      LOG.error(
          "a change of {} cannot be told to {}: {}",
          request.collection(),
          request.client(),
          unreadable.getMessage());
      return new Change.Position(event.token().toResumeToken());
    }
  }

  private @Nullable Document document(@Nullable BsonDocument stored, Value id) {
    if (stored == null) {
      return null;
    }
    try {
      return BsonReading.document(stored);
    } catch (DatastoreException unreadable) {
      LOG.warn(
          "document {} of {} cannot be read, its change is told without it: {}",
          id,
          request.collection(),
          unreadable.getMessage());
      return null;
    }
  }

  Change gap(String reason, StreamToken from) {
    return new Change.HistoryGap(
        "Changes of %s are missing for client %s: %s. Read the collection anew."
            .formatted(
                request.collection(),
                request.client(),
                reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason),
        from.toResumeToken());
  }
}
