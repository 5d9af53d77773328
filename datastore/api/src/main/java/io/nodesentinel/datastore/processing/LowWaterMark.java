package io.nodesentinel.datastore.processing;

import io.nodesentinel.datastore.change.ResumeToken;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Which position may be stored while changes are handled out of order: that of the last change
/// before the first one that is not handled yet. Not thread-safe.
///
/// Algorithm: a queue in order of delivery whose handled front is cut off, as in the receive window
/// of a sliding-window protocol.
final class LowWaterMark {
  private final Deque<Entry> open = new ArrayDeque<>();

  /// One delivered change.
  static final class Entry {
    private final ResumeToken token;
    private boolean handled;

    private Entry(ResumeToken token) {
      this.token = token;
    }

    ResumeToken token() {
      return token;
    }
  }

  /// Notes a delivery; call in the order of delivery.
  Entry delivered(ResumeToken token) {
    Entry entry = new Entry(token);
    open.addLast(entry);
    return entry;
  }

  /// Notes that one was handled, or need not be.
  ///
  /// @return the position up to which all is handled, if that moved
  Optional<ResumeToken> handled(Entry entry) {
    entry.handled = true;
    Optional<ResumeToken> mark = Optional.empty();
    while (!open.isEmpty() && open.getFirst().handled) {
      mark = Optional.of(open.removeFirst().token);
    }
    return mark;
  }

  /// Deliveries at or above the mark, handled ones included.
  int size() {
    return open.size();
  }
}
