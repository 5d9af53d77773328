package io.nodesentinel.e2e.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Tells what happens while it happens: in colour on a terminal, in plain lines elsewhere.
final class Narrator {
  private record Row(String what, String result, String time) {}

  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String RESET = "\u001b[0m";

  private final PrintStream out;
  private final boolean colour;
  private final long start = System.nanoTime();
  private final List<Row> rows = new ArrayList<>();

  Narrator(PrintStream out, boolean colour) {
    this.out = out;
    this.colour = colour;
  }

  void chapter(String title) {
    out.println();
    line("", paint(BOLD, title));
  }

  void say(String text) {
    line(paint(DIM, at()), text);
  }

  /// Something came out as it should.
  void done(String what, String result, Duration took) {
    String time = time(took);
    rows.add(new Row(what, result, time));
    line(paint(DIM, at()), paint(GREEN, "ok") + "  " + what + ": " + result + " (" + time + ")");
  }

  void failed(String what) {
    line(paint(DIM, at()), paint(RED, "FAILED") + "  " + what);
  }

  void table() {
    int what = rows.stream().mapToInt(r -> r.what().length()).max().orElse(4);
    int result = rows.stream().mapToInt(r -> r.result().length()).max().orElse(6);
    out.println();
    out.printf(
        Locale.ROOT,
        "  %s%n",
        paint(BOLD, pad("WHAT", what) + "  " + pad("CAME OUT", result) + "  AFTER"));
    for (Row row : rows) {
      out.printf(
          Locale.ROOT,
          "  %s  %s  %8s%n",
          pad(row.what(), what),
          pad(row.result(), result),
          row.time());
    }
    out.println();
  }

  void plain(String text) {
    out.println(text);
  }

  private void line(String time, String text) {
    out.println((time.isEmpty() ? "" : time + "  ") + text);
  }

  private String at() {
    return String.format(Locale.ROOT, "%6.1fs", (System.nanoTime() - start) / 1e9);
  }

  private static String time(Duration took) {
    return took.toMillis() < 10_000
        ? took.toMillis() + " ms"
        : String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1e3);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private String paint(String code, String text) {
    return colour ? code + text + RESET : text;
  }
}
