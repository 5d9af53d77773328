package io.nodesentinel.datastore.kubernetes.change;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.datastore.change.Operation;
import org.jspecify.annotations.Nullable;

/// One line of a watch.
sealed interface WatchEvent {

  /// An object was created, written or deleted.
  ///
  /// @param object as it is after that, or was before it was deleted; null if it cannot be read
  record Changed(Operation operation, String name, long version, @Nullable HealthEvent object)
      implements WatchEvent {}

  /// Nothing more happened up to this version.
  record Bookmark(long version) implements WatchEvent {}

  /// The server does not keep what comes after the position.
  record Expired(String reason) implements WatchEvent {}

  /// The server ended the watch, or the connection broke.
  ///
  /// @param trouble a sentence; null if it was the end of its time
  record Ended(@Nullable String trouble) implements WatchEvent {}
}
