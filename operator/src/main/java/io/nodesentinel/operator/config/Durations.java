package io.nodesentinel.operator.config;

import java.time.Duration;
import java.util.Locale;

/// Durations in messages.
final class Durations {
  private Durations() {}

  /// As a person would write it: `15s`, `1h30m`.
  static String text(Duration duration) {
    return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  static void requirePositive(String name, Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(name + " (" + text(duration) + ") must be more than 0s");
    }
  }
}
