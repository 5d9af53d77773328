package io.nodesentinel.datastore.change;

import io.nodesentinel.datastore.error.DatastoreException;

/// A position in a stream of changes, in the provider's own words. Only the provider that made it
/// understands it; tokens have no order of their own.
public record ResumeToken(String value) {
  private static final int MAX_LENGTH = 4096;

  /// @throws DatastoreException (RESUME_TOKEN) if it is empty or longer than any provider's
  public ResumeToken {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw DatastoreException.of(
          DatastoreException.Kind.RESUME_TOKEN,
          "A resume token has 1 to %d characters; this one has %d."
              .formatted(MAX_LENGTH, value.length()));
    }
  }
}
