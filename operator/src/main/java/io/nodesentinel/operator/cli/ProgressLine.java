package io.nodesentinel.operator.cli;

import io.nodesentinel.datastore.migrate.Progress;
import io.nodesentinel.datastore.migrate.source.Amount;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Shows how it goes: one line that is drawn again on a terminal, a line now and then elsewhere.
/// Used by one thread.
final class ProgressLine implements Progress, AutoCloseable {
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final Duration REPORT = Duration.ofSeconds(10);
  private static final int BAR = 20;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean terminal;
  private final LongSupplier nanos;
  private String what = "";
  private long begun;
  private long shownAt;
  private long doneBefore = -1;
  private boolean drawn;

  ProgressLine(PrintWriter out, boolean terminal, LongSupplier nanos) {
    this.out = out;
    this.terminal = terminal;
    this.nanos = nanos;
  }

  @SuppressWarnings("SystemConsoleNull") // Some JDKs of this version have none without a terminal.
  static ProgressLine on(PrintWriter out) {
    Console console = System.console();
    return new ProgressLine(out, console != null && console.isTerminal(), System::nanoTime);
  }

  @Override
  public void begin(String title) {
    clear();
    what = title;
    begun = nanos.getAsLong();
    shownAt = begun;
    doneBefore = -1;
  }

  @Override
  public void note(String sentence) {
    clear();
    out.println(sentence);
    out.flush();
  }

  @Override
  public void at(Amount amount, long documents) {
    long now = nanos.getAsLong();
    if (doneBefore < 0) {
      // What was skipped, or read ahead, before the first batch says nothing about the rest.
      doneBefore = amount.done();
    }
    if (now - shownAt < (terminal ? REDRAW : REPORT).toNanos()) {
      return;
    }
    shownAt = now;
    String line = line(amount, documents, (now - begun) / 1e9);
    if (terminal) {
      out.print(CLEAR + line);
      drawn = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  private String line(Amount amount, long documents, double seconds) {
    StringBuilder line = new StringBuilder(what);
    boolean known = amount.total() > 0;
    double share = known ? Math.min(1.0, (double) amount.done() / amount.total()) : 0;
    if (known) {
      int full = (int) (share * BAR);
      line.append("  [").append("#".repeat(full)).append(".".repeat(BAR - full)).append(']');
      line.append(String.format(Locale.ROOT, " %3.0f%%", share * 100));
    }
    line.append(String.format(Locale.ROOT, "  %,d documents", documents));
    if (amount.inBytes()) {
      line.append("  ").append(size(amount.done()));
      line.append(known ? " of " + size(amount.total()) : "");
    }
    line.append(String.format(Locale.ROOT, "  %,.0f/s", documents / Math.max(seconds, 1e-3)));
    long moved = amount.done() - doneBefore;
    if (known && moved > 0) {
      line.append("  ").append(left(seconds * (amount.total() - amount.done()) / moved));
    }
    return line.toString();
  }

  private static String left(double seconds) {
    long all = Math.round(Math.max(0, seconds));
    if (all >= 3600) {
      return String.format(Locale.ROOT, "%dh %02dm left", all / 3600, all % 3600 / 60);
    }
    return all >= 60
        ? String.format(Locale.ROOT, "%dm %02ds left", all / 60, all % 60)
        : all + "s left";
  }

  private static String size(long bytes) {
    return bytes >= 1L << 30
        ? String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30))
        : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1L << 20));
  }

  private void clear() {
    if (drawn) {
      out.print(CLEAR);
      out.flush();
      drawn = false;
    }
  }

  @Override
  public void close() {
    clear();
  }
}
