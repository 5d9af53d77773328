package io.nodesentinel.datastore.migrate.source;

import org.bson.BsonDocument;

/// What a source gives.
public sealed interface Item {
  Place place();

  /// A document.
  record Found(Place place, BsonDocument document) implements Item {}

  /// Something that is no document.
  ///
  /// @param known what of it can be read: its `_id` at most
  /// @param reason a sentence that quotes nothing of it
  /// @param unfinished the source ends in the middle of it, so its position stays before it: when
  ///   there is more, it is read again
  record Unreadable(Place place, BsonDocument known, String reason, boolean unfinished)
      implements Item {
    /// Of which nothing can be read.
    public Unreadable(Place place, String reason, boolean unfinished) {
      this(place, new BsonDocument(), reason, unfinished);
    }
  }
}
