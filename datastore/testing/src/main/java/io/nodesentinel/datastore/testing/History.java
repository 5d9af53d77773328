package io.nodesentinel.datastore.testing;

import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/// The changes of a database that are still known, numbered from 1, and the positions of clients.
/// Guarded by the lock of its [MemoryDatabase].
final class History {
  private final String name = UUID.randomUUID().toString();
  private final Deque<Entry> entries = new ArrayDeque<>();
  private final Map<String, Long> positions = new HashMap<>();
  private long last;
  private int kept = Integer.MAX_VALUE;

  /// One committed write.
  record Entry(long number, Tables.Write write, String writer, Instant committedAt) {}

  void add(List<Tables.Write> writes, String writer, Instant now) {
    for (Tables.Write write : writes) {
      entries.add(new Entry(++last, write, writer, now));
    }
    trim();
  }

  void keep(int count) {
    kept = count;
    trim();
  }

  private void trim() {
    while (entries.size() > kept) {
      entries.removeFirst();
    }
  }

  /// The number of the newest change; 0 if there never was one.
  long last() {
    return last;
  }

  /// The position before the oldest change that is known.
  long beginning() {
    return last - entries.size();
  }

  Stream<Entry> after(long position) {
    return entries.stream().filter(entry -> entry.number() > position);
  }

  Stream<Entry> after(long position, Collection collection) {
    return after(position).filter(entry -> entry.write().collection().equals(collection));
  }

  OptionalLong position(String client) {
    return Optional.ofNullable(positions.get(client))
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  /// Never moves backwards.
  void advance(String client, long position) {
    positions.merge(client, position, Math::max);
  }

  ResumeToken token(long position) {
    return new ResumeToken(name + "/" + position);
  }

  /// @throws DatastoreException (RESUME_TOKEN) if it was not made here
  long read(ResumeToken token) {
    String prefix = name + "/";
    try {
      long position =
          token.value().startsWith(prefix)
              ? Long.parseLong(token.value().substring(prefix.length()))
              : -1;
      if (position >= 0 && position <= last) {
        return position;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw DatastoreException.of(
            DatastoreException.Kind.RESUME_TOKEN,
            "The resume token is not one of this database. Start at another position.")
        .from(MemoryDatastoreProvider.NAME);
  }
}
