package io.nodesentinel.reconcilers.port;

import org.jspecify.annotations.Nullable;

/// The `NodeQuarantine` objects. Thread-safe.
public interface Quarantines {

  /// The newest version known here, never older than what [#write] returned; null if there is none.
  /// Answers from memory.
  @Nullable QuarantineView get(String nodeName);

  /// Creates or updates the object and its status, conditionally on the version in `write`.
  ///
  /// @return the object as it is after the write
  /// @throws ApiException of kind CONFLICT if it changed since; the watch brings the change
  QuarantineView write(QuarantineWrite write);

  /// Removes our finalizer from an object that is being deleted, conditionally on its version.
  ///
  /// @throws ApiException of kind CONFLICT if it changed since it was read
  void letGo(QuarantineView quarantine);

  /// Deletes an object whose work is over, conditionally on its version.
  ///
  /// @throws ApiException of kind CONFLICT if it changed since it was read
  void delete(QuarantineView quarantine);
}
