package io.nodesentinel.datastore.query;

import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.error.DatastoreException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// An order of documents: by the first key, where that is equal by the next, and so on.
public record Sort(List<Key> keys) {
  /// No particular order.
  public static final Sort NONE = new Sort(List.of());

  private static final int MAX_KEYS = 16;

  /// One key of an order.
  public record Key(FieldPath path, boolean descending) {}

  /// @throws DatastoreException if there are too many keys, or one comes twice
  public Sort {
    keys = List.copyOf(keys);
    if (keys.size() > MAX_KEYS) {
      throw DatastoreException.invalid(
          "An order has at most %d keys; this one has %d.".formatted(MAX_KEYS, keys.size()));
    }
    Set<FieldPath> seen = new HashSet<>();
    for (Key key : keys) {
      if (!seen.add(key.path())) {
        throw DatastoreException.invalid("An order names field " + key.path() + " twice.");
      }
    }
  }

  public static Sort ascending(String path) {
    return NONE.thenAscending(path);
  }

  public static Sort descending(String path) {
    return NONE.thenDescending(path);
  }

  public Sort thenAscending(String path) {
    return then(new Key(FieldPath.of(path), false));
  }

  public Sort thenDescending(String path) {
    return then(new Key(FieldPath.of(path), true));
  }

  private Sort then(Key key) {
    return new Sort(Stream.concat(keys.stream(), Stream.of(key)).toList());
  }
}
