package io.nodesentinel.datastore.mongodb.change;

import org.jspecify.annotations.Nullable;

/// Where events come from: the server, or a test.
interface EventSource {

  /// How much of each document is asked for.
  enum Detail {
    /// The documents before and after, as far as the server has them.
    FULL,
    /// What the event itself has. The server refuses to put an event together that is larger than a
    /// document may be; without the documents it fits.
    LEAN
  }

  /// Opens a cursor.
  ///
  /// @param from null means from now
  /// @throws io.nodesentinel.datastore.error.DatastoreException (HISTORY_GAP) if the server has no
  ///   history from there on; as the server says otherwise
  Events open(@Nullable StreamToken from, Detail detail);

  /// A cursor; not thread-safe.
  interface Events extends AutoCloseable {

    /// The next event; null if there was none within the time that the server waits.
    ///
    /// @throws io.nodesentinel.datastore.error.DatastoreException as [EventSource#open]
    @Nullable StreamEvent next();

    /// The position after what was looked at so far, events that do not concern the client
    /// included.
    StreamToken position();

    @Override
    void close();
  }
}
