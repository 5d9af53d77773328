package io.nodesentinel.reconcilers.datastore;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decides which authorities are trusted: those that something in use comes from, and those that
/// were replaced, for a while. Trust grows before anything that needs it is put to use, and shrinks
/// after nothing needs it any more. Pure.
final class TrustPlanner {
  private TrustPlanner() {}

  /// @param needed authorities that something in use, or soon in use, comes from
  /// @param before what is trusted now; null if nothing was said yet
  static List<Trusted> plan(
      List<Trusted> needed, @Nullable List<Trusted> before, Duration overlap, Instant now) {
    Map<String, Trusted> trusted = new LinkedHashMap<>();
    needed.forEach(one -> trusted.put(one.fingerprint(), one.supersededAt(null)));
    if (before != null) {
      for (Trusted old : before) {
        Instant since = old.superseded() == null ? now : old.superseded();
        if (since.plus(overlap).isAfter(now) && old.notAfter().isAfter(now)) {
          trusted.putIfAbsent(old.fingerprint(), old.supersededAt(since));
        }
      }
    }
    return List.copyOf(trusted.values());
  }

  /// When the first of them is to be dropped; null if none is.
  static @Nullable Instant nextDrop(List<Trusted> trusted, Duration overlap) {
    return trusted.stream()
        .map(Trusted::superseded)
        .filter(since -> since != null)
        .map(since -> since.plus(overlap))
        .min(Instant::compareTo)
        .orElse(null);
  }
}
