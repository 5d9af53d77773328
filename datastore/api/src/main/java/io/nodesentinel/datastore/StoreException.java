package io.nodesentinel.datastore;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The store could not do what was asked. The message says what a person needs, never a credential.
public final class StoreException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean retryable;

  /// @param retryable the same call may succeed later without anybody changing anything
  /// @param cause null if nobody was asked
  public StoreException(String message, boolean retryable, @Nullable Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  public boolean isRetryable() {
    return retryable;
  }
}
