package io.nodesentinel.crds;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the compact constructors do to their arguments.
final class Values {
  private Values() {}

  static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  /// At most `max` code points, which is how the API server counts `maxLength`. Used for free text
  /// in statuses, where a text that is too long must not make the whole write fail.
  static String text(@Nullable String value, int max) {
    if (value == null || value.codePointCount(0, value.length()) <= max) {
      return text(value);
    }
    return value.substring(0, value.offsetByCodePoints(0, max - 1)) + "…";
  }

  static <T> List<T> list(@Nullable List<T> values) {
    return values == null ? List.of() : List.copyOf(values);
  }

  /// Sorted, so that the same map is always written the same way.
  static Map<String, String> map(@Nullable Map<String, String> values) {
    return values == null || values.isEmpty()
        ? Map.of()
        : Collections.unmodifiableMap(new TreeMap<>(values));
  }
}
