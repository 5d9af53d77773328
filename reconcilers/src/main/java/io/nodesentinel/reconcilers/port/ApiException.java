package io.nodesentinel.reconcilers.port;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A call to the API server that did not do what was asked. What the caller does next depends on
/// the [Kind] alone.
public final class ApiException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /// What the failure means for the caller.
  public enum Kind {
    /// The object changed since it was read: look again.
    CONFLICT,
    /// The object does not exist.
    NOT_FOUND,
    /// Not taken on now: too many requests (429), or not sent. Nothing was written.
    BUSY,
    /// No answer, or that of a server in trouble; the write may have taken effect.
    UNAVAILABLE,
    /// The server understood and refused; the same call will be refused again.
    REJECTED
  }

  private final Kind kind;
  private final transient @Nullable Duration retryAfter;

  public ApiException(
      Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  /// The server is busy or away: others will fare no better now, and the same call may later.
  public boolean mayPass() {
    return kind == Kind.BUSY || kind == Kind.UNAVAILABLE;
  }

  /// How long the server asked to wait; null if it did not say.
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
