package io.nodesentinel.e2e.bench;

import java.io.PrintWriter;
import java.util.Locale;

/// Says on the error output what goes on.
final class Progress {
  private final PrintWriter err;
  private final long start = System.nanoTime();

  Progress(PrintWriter err) {
    this.err = err;
  }

  void say(String text) {
    err.printf(Locale.ROOT, "%7.1fs  %s%n", (System.nanoTime() - start) / 1e9, text);
    err.flush();
  }

  @SuppressWarnings("AnnotateFormatMethod")
  void say(String format, Object... values) {
    say(String.format(Locale.ROOT, format, values));
  }
}
