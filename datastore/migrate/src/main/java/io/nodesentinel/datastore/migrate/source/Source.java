package io.nodesentinel.datastore.migrate.source;

import io.nodesentinel.datastore.document.Document;
import org.jspecify.annotations.Nullable;

/// Documents one after the other, from the beginning or from a position. Not thread-safe, but for
/// [#amount].
public interface Source extends AutoCloseable {

  /// What positions in it are stored under: the same for the same source in a later run.
  String name();

  /// The next item, or null at the end.
  ///
  /// @throws io.nodesentinel.datastore.error.DatastoreException if the source fails
  @Nullable Item next();

  /// Behind the items that [#next] gave; with it a later run goes on there.
  Document position();

  /// Goes on behind a position of an earlier run. Called before the first `next`.
  ///
  /// @return false if the position is one in another content; then nothing can be read from here
  boolean resume(Document position);

  /// Whether all that is new stands behind what was read, so that a later run may go on behind the
  /// end of a finished one.
  boolean growsAtItsEnd();

  /// For any thread.
  Amount amount();

  @Override
  void close();
}
