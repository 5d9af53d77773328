package io.nodesentinel.e2e.bench.cluster;

import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Something did not work, so there is nothing to measure. The message is for people.
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BenchException(String message) {
    super(message);
  }

  public BenchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// What went wrong in another thread.
  public static BenchException of(ExecutionException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return new BenchException(String.valueOf(cause.getMessage()), cause);
  }
}
