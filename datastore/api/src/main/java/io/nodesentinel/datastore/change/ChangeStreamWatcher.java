package io.nodesentinel.datastore.change;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One client's view of what changes. Opened, it is at its start position: what is committed from
/// then on is not missed. Reconnects by itself.
///
/// [#next] is for one thread; every other method may be called from any.
public interface ChangeStreamWatcher extends AutoCloseable {

  /// What comes next, in order; null if nothing does within `wait` (zero asks without waiting).
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if the store fails for longer than
  ///   the provider retries; nothing is skipped, and calling again goes on
  /// @throws InterruptedException if the thread is interrupted while it waits
  @Nullable Change next(Duration wait) throws InterruptedException;

  /// Stores that everything up to and with this position was handled. Never moves backwards: a
  /// token that is older than the stored one changes nothing.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException (RESUME_TOKEN) if it is not one of
  ///   this store
  void markProcessed(ResumeToken token);

  /// The age of the oldest change after the stored position; zero if there is none. Asks the store.
  Duration lag();

  /// How many changes of the collection lie after the stored position (before anything is stored:
  /// after the start), whether the filter wants them or not. Asks the store.
  long backlog();

  /// Ends reading; the stored position stays.
  @Override
  void close();
}
