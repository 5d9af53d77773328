package io.nodesentinel.datastore.mongodb.client;

import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.FieldPath;
import java.util.Set;

/// The fields that an index of the database keeps unique where they hold a text.
///
/// @param keys as the indexes were when the store was opened
public record UniqueKeys(Set<UniqueKey> keys) {
  /// None.
  public static final UniqueKeys NONE = new UniqueKeys(Set.of());

  /// One field of one collection.
  public record UniqueKey(Collection collection, FieldPath path) {}

  public UniqueKeys {
    keys = Set.copyOf(keys);
  }

  boolean has(Collection collection, FieldPath path) {
    return keys.contains(new UniqueKey(collection, path));
  }
}
