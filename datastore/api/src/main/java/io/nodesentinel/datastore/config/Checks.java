package io.nodesentinel.datastore.config;

import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Duration;

/// What is wrong with a configuration, in sentences.
final class Checks {
  private Checks() {}

  static DatastoreException wrong(String sentence) {
    return DatastoreException.of(DatastoreException.Kind.CONFIGURATION, sentence);
  }

  static void range(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw wrong("%s is %d; it must be %d to %d.".formatted(name, value, min, max));
    }
  }

  static void range(String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw wrong("%s is %s; it must be %s to %s.".formatted(name, value, min, max));
    }
  }
}
