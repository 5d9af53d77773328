package io.nodesentinel.datastore.kubernetes.change;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where a client's changes come from; a port, so that what goes wrong can be scripted.
interface WatchSource {

  /// The version that the server is at.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if it does not answer
  long now();

  /// Begins a watch of what comes after a version.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (HISTORY_GAP) if that is not kept,
  ///   or as the server says
  Events open(long version);

  /// One watch. [#next] is for one thread.
  interface Events extends AutoCloseable {
    /// What comes next; null if nothing does in time. After an `Ended` or `Expired` nothing does.
    @Nullable WatchEvent next(Duration wait) throws InterruptedException;

    @Override
    void close();
  }
}
