package io.nodesentinel.datastore.migrate.source;

import org.bson.BsonDocument;

/// What a source gives.
public sealed interface Item {
  Place place();

  /// A document.
  record Found(Place place, BsonDocument document) implements Item {}

  /// Something that is no document.
  ///
  /// @param reason a sentence that quotes nothing of it
  /// @param unfinished the source ends in the middle of it, so its position stays before it: when
  ///   there is more, it is read again
  record Unreadable(Place place, String reason, boolean unfinished) implements Item {}
}
