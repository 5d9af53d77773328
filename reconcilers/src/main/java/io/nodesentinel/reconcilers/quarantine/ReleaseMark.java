package io.nodesentinel.reconcilers.quarantine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The annotation that says when a person released the node, and from which session.
final class ReleaseMark {
  private ReleaseMark() {}

  static String write(String session, Instant at) {
    return session + " " + at;
  }

  static boolean isOf(@Nullable String mark, String session) {
    return mark != null && mark.startsWith(session + " ");
  }
}
