package io.nodesentinel.e2e.bench.report;

import java.util.Locale;

/// Figures in words, the same on every machine.
public final class Texts {
  private Texts() {}

  /// As `String.format`, with a point before decimals wherever it runs.
  @SuppressWarnings("AnnotateFormatMethod")
  public static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /// P50 and P99.
  public static String millis(Samples samples) {
    return text("%.1f / %.1f ms", samples.p50(), samples.p99());
  }
}
