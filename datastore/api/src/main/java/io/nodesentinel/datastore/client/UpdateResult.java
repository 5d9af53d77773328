package io.nodesentinel.datastore.client;

import io.nodesentinel.datastore.document.Value;
import java.util.Optional;

/// What an update did, counted by the store itself.
///
/// @param matched documents that the filter matched
/// @param modified documents that are different now
/// @param upsertedId id of the document that an upsert inserted; then matched and modified are 0
public record UpdateResult(long matched, long modified, Optional<Value> upsertedId) {
  public static final UpdateResult NONE = of(0, 0);

  public static UpdateResult of(long matched, long modified) {
    return new UpdateResult(matched, modified, Optional.empty());
  }

  public static UpdateResult inserted(Value id) {
    return new UpdateResult(0, 0, Optional.of(id));
  }
}
