package io.nodesentinel.e2e.bench;

import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Something did not work, so there is nothing to measure. The message is for people.
final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchException(String message) {
    super(message);
  }

  BenchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// What went wrong in another thread.
  static BenchException of(ExecutionException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return new BenchException(String.valueOf(cause.getMessage()), cause);
  }
}
