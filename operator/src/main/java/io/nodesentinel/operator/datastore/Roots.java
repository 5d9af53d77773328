package io.nodesentinel.operator.datastore;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Sets of authorities as texts that we wrote ourselves, so that equal certificates are equal
/// texts.
final class Roots {
  private static final Pattern END = Pattern.compile("(?<=-----END CERTIFICATE-----\n)");

  private Roots() {}

  /// The certificates of both, each once. One that is empty stands for those of the JVM, and
  /// nothing can be added to them.
  static Optional<String> union(Optional<String> first, Optional<String> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return second;
    }
    Set<String> all = new LinkedHashSet<>();
    Stream.of(first.get(), second.get()).flatMap(END::splitAsStream).forEach(all::add);
    return Optional.of(String.join("", all));
  }
}
