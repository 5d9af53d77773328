package io.nodesentinel.datastore.postgresql.changelog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The newest stretch of the stream, in memory, from which all clients of a process read. The
/// reader puts changes in at one end, the oldest fall out at the other. A client that is slower
/// than that reads from the database until it has caught up; it never holds up the reader or other
/// clients.
///
/// Thread-safe.
final class ChangeWindow {
  private final int maxRows;
  private final long maxSize;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final TreeMap<StreamPosition, ChangelogRow> rows = new TreeMap<>();
  private @Nullable ServerIdentity server;
  private StreamPosition start = StreamPosition.START;
  private StreamPosition end = StreamPosition.START;
  private long size;
  private boolean closed;

  /// @param maxSize characters of JSON
  ChangeWindow(int maxRows, long maxSize) {
    this.maxRows = maxRows;
    this.maxSize = maxSize;
  }

  /// What the window holds for a client.
  sealed interface Answer {
    /// What comes next, at least one change.
    record Rows(List<ChangelogRow> rows) implements Answer {}

    /// The client has all there is.
    record UpToDate() implements Answer {}

    /// The client's position is outside of the window: older, or read past its end from the
    /// database.
    record Elsewhere() implements Answer {}

    /// Transaction ids have another meaning now.
    record OtherServer(StreamToken now) implements Answer {}
  }

  /// Begins anew, at a position of a server.
  void begin(ServerIdentity of, StreamPosition at) {
    lock.lock();
    try {
      server = of;
      rows.clear();
      size = 0;
      start = at;
      end = at;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Adds what follows [#end].
  void append(Batch batch) {
    lock.lock();
    try {
      for (ChangelogRow row : batch.rows()) {
        rows.put(row.position(), row);
        size += row.size();
      }
      end = batch.end();
      while (rows.size() > maxRows || (size > maxSize && rows.size() > 1)) {
        Map.Entry<StreamPosition, ChangelogRow> oldest = rows.pollFirstEntry();
        start = oldest.getKey();
        size -= oldest.getValue().size();
      }
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// What follows a client's position.
  Answer after(StreamToken token, int max) {
    lock.lock();
    try {
      if (server == null) {
        return new Answer.UpToDate();
      }
      if (!server.equals(token.server())) {
        return new Answer.OtherServer(new StreamToken(server, end));
      }
      if (token.position().isBefore(start) || end.isBefore(token.position())) {
        return new Answer.Elsewhere();
      }
      List<ChangelogRow> next = new ArrayList<>();
      for (ChangelogRow row : rows.tailMap(token.position(), false).values()) {
        if (next.size() == max) {
          break;
        }
        next.add(row);
      }
      return next.isEmpty() ? new Answer.UpToDate() : new Answer.Rows(next);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is something after a position, the server changed or the window was closed.
  void await(StreamToken token, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (left > 0 && !closed && isQuiet(token)) {
        left = moved.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isQuiet(StreamToken token) {
    return server == null
        || (server.equals(token.server()) && rows.higherKey(token.position()) == null);
  }

  /// Where the stream is now; null until the reader has connected once.
  @Nullable StreamToken end() {
    lock.lock();
    try {
      return server == null ? null : new StreamToken(server, end);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the reader has connected once.
  ///
  /// @return where the stream is; null if it did not within the time
  @Nullable StreamToken awaitBegin(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (left > 0 && !closed && server == null) {
        left = moved.awaitNanos(left);
      }
      return server == null ? null : new StreamToken(server, end);
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      rows.clear();
      size = 0;
      start = end;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
