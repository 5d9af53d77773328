package io.nodesentinel.e2e.bench.report;

import java.io.PrintWriter;
import java.util.Locale;

/// Says on the error output what goes on.
public final class Progress {
  private final PrintWriter err;
  private final long start = System.nanoTime();

  public Progress(PrintWriter err) {
    this.err = err;
  }

  public void say(String text) {
    err.printf(Locale.ROOT, "%7.1fs  %s%n", (System.nanoTime() - start) / 1e9, text);
    err.flush();
  }

  @SuppressWarnings("AnnotateFormatMethod")
  public void say(String format, Object... values) {
    say(String.format(Locale.ROOT, format, values));
  }
}
