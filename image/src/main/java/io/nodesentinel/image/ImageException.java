package io.nodesentinel.image;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The image cannot be built; the message says why, and what a person can do.
public final class ImageException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  public ImageException(String message) {
    super(message);
  }

  public ImageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
