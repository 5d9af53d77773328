package io.nodesentinel.datastore.processing;

import java.time.Duration;

/// What a processor tells those who measure. Called from many threads; must not block or throw.
public interface ProcessorMetrics {
  /// Tells nobody.
  ProcessorMetrics NONE = new ProcessorMetrics() {};

  /// A change was handled.
  ///
  /// @param time from its delivery, waits and retries included
  default void handled(Duration time) {}

  /// An attempt failed.
  default void failed(ErrorClass kind) {}

  /// A change was set aside as a dead letter.
  default void deadLettered() {}

  /// A change needed no handling: our own write.
  default void skipped() {}

  /// Changes were missing and all was read anew.
  default void gap() {}

  /// How many changes are being handled or wait for it.
  default void inFlight(int count) {}
}
