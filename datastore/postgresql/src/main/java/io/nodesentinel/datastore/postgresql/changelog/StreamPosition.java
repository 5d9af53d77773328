package io.nodesentinel.datastore.postgresql.changelog;

import java.util.Comparator;

/// A place in the stream: after this row of this transaction. Ordered as the stream is.
///
/// @param xid 64-bit id of the writing transaction
/// @param id number of the changelog row
record StreamPosition(long xid, long id) implements Comparable<StreamPosition> {
  /// Before everything.
  static final StreamPosition START = new StreamPosition(0, 0);

  private static final Comparator<StreamPosition> ORDER =
      Comparator.comparingLong(StreamPosition::xid).thenComparingLong(StreamPosition::id);

  @Override
  public int compareTo(StreamPosition other) {
    return ORDER.compare(this, other);
  }

  boolean isBefore(StreamPosition other) {
    return compareTo(other) < 0;
  }

  static StreamPosition max(StreamPosition one, StreamPosition other) {
    return one.isBefore(other) ? other : one;
  }
}
