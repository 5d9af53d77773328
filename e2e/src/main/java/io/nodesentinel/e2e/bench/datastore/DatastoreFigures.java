package io.nodesentinel.e2e.bench.datastore;

import static io.nodesentinel.e2e.bench.report.Texts.millis;
import static io.nodesentinel.e2e.bench.report.Texts.text;

import io.nodesentinel.e2e.bench.report.Report;
import io.nodesentinel.e2e.bench.report.Row;
import io.nodesentinel.e2e.bench.report.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is said of the change stream, and against which target.
final class DatastoreFigures {
  private static final double TARGET_CHANGES = 20_000;
  private static final double TARGET_P99_MILLIS = 50;
  private static final double TARGET_TRIGGERS = 1.5;

  private final Report report;
  private final Map<String, Object> facts = new LinkedHashMap<>();
  private final Map<Load, Double> plain = new HashMap<>();
  private final List<Double> tenRows = new ArrayList<>();
  private Ledger.Account all = new Ledger.Account(0, 0, 0, 0);

  DatastoreFigures(Report report) {
    this.report = report;
    report.fact("datastore", facts);
  }

  static String shape(Load load) {
    return "%d %s, %d %s"
        .formatted(
            load.writers(),
            load.writers() == 1 ? "writer" : "writers",
            load.rows(),
            load.rows() == 1 ? "row" : "rows");
  }

  void inserts(Load load, double bare, double off, double on) {
    plain.put(load, bare);
    double ratio = bare / on;
    report.add(
        Row.of(
            "inserts, " + shape(load),
            text("%.0f/s, %.2f x the time of a plain one", on, ratio),
            text("plain %.0f/s, change stream off %.0f/s (%.2f x)", bare, off, bare / off),
            text("%.1f x", TARGET_TRIGGERS),
            ratio <= TARGET_TRIGGERS));
    facts.put(
        "inserts " + shape(load),
        Map.of("plainPerSecond", bare, "streamOffPerSecond", off, "streamOnPerSecond", on));
  }

  void stream(Load load, DatastoreBench.Watched watched) {
    note("stream " + shape(load), watched);
    report.add(
        Row.of(
            "change stream, " + shape(load),
            text("%.0f changes/s, P50 / P99 %s", watched.handled(), millis(watched.latency())),
            text("plain inserts %.0f/s", plain.getOrDefault(load, 0.0))));
    if (load.rows() == 10) {
      tenRows.add(watched.handled());
    }
  }

  /// The best of the loads so far.
  void most() {
    double most = tenRows.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    report.add(
        Row.of(
            "change stream, ten-row transactions, at most",
            text("%.0f changes/s", most),
            "",
            text("%.0f/s", TARGET_CHANGES),
            most >= TARGET_CHANGES));
  }

  void paced(Load load, DatastoreBench.Watched watched) {
    note("paced " + shape(load), watched);
    report.add(
        Row.of(
            text("commit to handler at %d/s, %s, P50 / P99", load.perSecond(), shape(load)),
            millis(watched.latency()),
            text("%.0f changes/s", watched.handled()),
            text("%.0f ms P99", TARGET_P99_MILLIS),
            watched.latency().p99() < TARGET_P99_MILLIS));
  }

  private void note(String name, DatastoreBench.Watched watched) {
    all = all.plus(watched.account());
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("writtenPerSecond", watched.written());
    values.put("handledPerSecond", watched.handled());
    values.put("latency", watched.latency().facts());
    values.put("account", watched.account());
    facts.put(name, values);
  }

  void naive(
      Load load,
      Ledger.Account ours,
      Samples latency,
      Ledger.Account theirs,
      Samples theirLatency) {
    all = all.plus(ours);
    report.add(
        Row.of(
            "beside a naive poller, " + shape(load),
            text(
                "lost %d of %d, P50 / P99 %s",
                ours.lost(), ours.handled() + ours.lost(), millis(latency)),
            text(
                "(changed_at, id): lost %d, %.2f %%; P50 / P99 %s",
                theirs.lost(),
                100.0 * theirs.lost() / Math.max(1, theirs.lost() + theirs.handled()),
                millis(theirLatency))));
    facts.put("naive " + shape(load), Map.of("ours", ours, "naive", theirs));
  }

  void catchUp(int backlog, double seconds, Ledger.Account account) {
    all = all.plus(account);
    report.add(
        Row.of(
            text("backlog of %d changes", backlog),
            text("caught up in %.1f s, %.0f changes/s", seconds, backlog / seconds),
            ""));
    facts.put("catchUp", Map.of("changes", backlog, "seconds", seconds));
  }

  void move(MoveCost.Figures cost) {
    report.add(
        Row.of(
            text("migrate, %d documents, %.0f MB", cost.count(), cost.megabytes()),
            text(
                "%.0f documents/s, compared at %.0f/s, at most %.0f MiB resident",
                cost.moved(), cost.verified(), cost.peak()),
            text(
                "COPY alone %.0f rows/s, with the triggers %.0f/s",
                cost.plain(), cost.triggers())));
    facts.put("move", cost);
  }

  void idle(IdleCost.Cost alone, IdleCost.Cost watched) {
    report.add(
        Row.of(
            "idle watcher",
            text(
                "%.1f queries/s; server %.2f %%, client %.2f %% of a core",
                watched.queries(), 100 * watched.serverCpu(), 100 * watched.clientCpu()),
            text(
                "without: %.1f queries/s; server %.2f %%, client %.2f %%",
                alone.queries(), 100 * alone.serverCpu(), 100 * alone.clientCpu())));
    facts.put("idle", Map.of("watched", watched, "alone", alone));
  }

  /// The sum of all measurements. Anything but zeros fails the benchmark.
  void account() {
    report.check(
        Row.of(
            "changes lost, repeated, out of order in their node",
            text("%d, %d, %d", all.lost(), all.repeated(), all.disorder()),
            text("of %d handled", all.handled()),
            "0, 0, 0",
            all.isClean()));
    facts.put("account", all);
  }
}
