package io.nodesentinel.reconcilers.testing;

import java.io.Serial;

/// The process dies here.
public final class Crash extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;
}
