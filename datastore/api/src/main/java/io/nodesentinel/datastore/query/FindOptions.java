package io.nodesentinel.datastore.query;

import io.nodesentinel.datastore.error.DatastoreException;
import org.jspecify.annotations.Nullable;

/// How found documents come back: ordered, then skipped, then limited, then cut down.
///
/// @param skip how many are left out at the start
/// @param limit how many come at most; 0 means all
/// @param projection null means whole documents
public record FindOptions(Sort sort, long skip, long limit, @Nullable Projection projection) {
  public static final FindOptions DEFAULT = new FindOptions(Sort.NONE, 0, 0, null);

  public FindOptions {
    if (skip < 0 || limit < 0) {
      throw DatastoreException.invalid(
          "Skip and limit must not be negative; they are %d and %d.".formatted(skip, limit));
    }
  }

  public static FindOptions sorted(Sort sort) {
    return DEFAULT.sortedBy(sort);
  }

  public FindOptions sortedBy(Sort order) {
    return new FindOptions(order, skip, limit, projection);
  }

  public FindOptions skipping(long count) {
    return new FindOptions(sort, count, limit, projection);
  }

  public FindOptions limitedTo(long count) {
    return new FindOptions(sort, skip, count, projection);
  }

  public FindOptions projected(Projection fields) {
    return new FindOptions(sort, skip, limit, fields);
  }
}
