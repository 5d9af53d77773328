package io.nodesentinel.datastore.change;

/// Where reading begins.
public sealed interface StartPosition {
  /// The client's stored position; if there is none, what is committed from now on. What is
  /// committed after the watcher was opened is always seen.
  StartPosition STORED_OR_NOW = Named.STORED_OR_NOW;

  /// The client's stored position; if there is none, the oldest change kept.
  StartPosition STORED_OR_BEGINNING = Named.STORED_OR_BEGINNING;

  /// What is committed from now on, whatever is stored.
  StartPosition NOW = Named.NOW;

  /// The oldest change kept, whatever is stored.
  StartPosition BEGINNING = Named.BEGINNING;

  /// A position that needs no token.
  enum Named implements StartPosition {
    STORED_OR_NOW,
    STORED_OR_BEGINNING,
    NOW,
    BEGINNING
  }

  /// After the position of a token.
  record At(ResumeToken token) implements StartPosition {}
}
