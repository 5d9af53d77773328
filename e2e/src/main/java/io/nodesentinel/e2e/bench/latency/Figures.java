package io.nodesentinel.e2e.bench.latency;

import io.nodesentinel.e2e.bench.cluster.Proc;
import io.nodesentinel.e2e.bench.cluster.RequestCounts;
import io.nodesentinel.e2e.bench.load.Baseline;
import io.nodesentinel.e2e.bench.load.Burst;
import io.nodesentinel.e2e.bench.load.OneAtATime;
import io.nodesentinel.e2e.bench.load.Timing;
import io.nodesentinel.e2e.bench.report.Report;
import io.nodesentinel.e2e.bench.report.Row;
import io.nodesentinel.e2e.bench.report.Samples;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// Turns what was measured into rows, with the targets.
public final class Figures {
  private static final double RATIO = 1.5;

  private final Report report;
  private final Settings settings;
  private String ceiling = "";
  private Timing plainAlone = new Timing(0, 0, 0, List.of(), 0, 0, Map.of(), Map.of());
  private Timing plainBackAlone = plainAlone;
  private Timing eventsAndPatches = plainAlone;
  private Timing eventsAndPatchesBack = plainAlone;

  public Figures(Report report, Settings settings) {
    this.report = report;
    this.settings = settings;
  }

  public void ceiling(Samples samples) {
    ceiling = "bare create + PATCH " + millis(samples);
    report.fact("ceiling one at a time", samples.facts());
  }

  public void oneAtATime(OneAtATime.Result result) {
    double p50 = result.cordon().p50();
    double p99 = result.cordon().p99();
    report.add(
        Row.of(
            "event -> cordon, one at a time, P50/P99",
            millis(result.cordon()),
            ceiling,
            "8 / 16 ms",
            p50 <= 8 && p99 <= 16));
    report.add(Row.of("event -> its status", millis(result.written()), ""));
    report.add(Row.of("healthy event -> node free", millis(result.release()), ""));
    report.add(
        Row.of(
            "API calls per node, quarantine to release",
            text("%.1f", result.callsPerCycle()),
            "",
            "12",
            result.callsPerCycle() <= 12));
    cycle("one at a time", result);
  }

  public void oneAtATimeWarm(OneAtATime.Result result) {
    report.add(Row.of("event -> cordon again, warm, P50/P99", millis(result.cordon()), ceiling));
    cycle("one at a time, warm", result);
  }

  private void cycle(String name, OneAtATime.Result result) {
    report.fact(name + ": cordon", result.cordon().facts());
    report.fact(name + ": event status", result.written().facts());
    report.fact(name + ": release", result.release().facts());
    report.fact(name + ": calls per cycle", result.callsPerCycle());
  }

  public void alone(List<Baseline.Pair> plain, List<Baseline.Pair> withEvents) {
    facts("alone: patch", plain, p -> p.cordon());
    facts("alone: patch back", plain, p -> p.release());
    facts("alone: event and patch", withEvents, p -> p.cordon());
    facts("alone: event and patch back", withEvents, p -> p.release());
    plainAlone = median(plain.stream().map(Baseline.Pair::cordon).toList());
    plainBackAlone = median(plain.stream().map(Baseline.Pair::release).toList());
    eventsAndPatches = median(withEvents.stream().map(Baseline.Pair::cordon).toList());
    eventsAndPatchesBack = median(withEvents.stream().map(Baseline.Pair::release).toList());
  }

  public void bursts(List<Baseline.Pair> plain, List<Burst.Round> rounds) {
    facts("burst: plain patch", plain, p -> p.cordon());
    facts("burst: plain patch back", plain, p -> p.release());
    facts("burst: cordon", rounds, r -> r.cordon());
    facts("burst: release", rounds, r -> r.release());
    burst(
        "burst of " + settings.nodes() + " faults",
        "cordon",
        rounds.stream().map(Burst.Round::cordon).toList(),
        plain.stream().map(Baseline.Pair::cordon).toList(),
        plainAlone,
        eventsAndPatches);
    burst(
        "recovery of " + settings.nodes() + " nodes",
        "release",
        rounds.stream().map(Burst.Round::release).toList(),
        plain.stream().map(Baseline.Pair::release).toList(),
        plainBackAlone,
        eventsAndPatchesBack);
  }

  private void burst(
      String what,
      String last,
      List<Timing> ours,
      List<Timing> plain,
      Timing alone,
      Timing withEvents) {
    double mine = Timing.changed(ours);
    double theirs = Timing.changed(plain);
    report.add(
        Row.of(
            what + ", last " + last,
            text("%.2f s, %.0f nodes/s", mine, settings.nodes() / mine),
            text("plain PATCHes %.2f s, %.0f nodes/s", theirs, settings.nodes() / theirs),
            "1.5 x plain",
            mine <= RATIO * theirs));
    report.add(
        Row.of(
            "  times the plain PATCHes",
            text("%.2f", mine / theirs),
            text(
                "%.2f to those without an operator (%.2f s)",
                mine / alone.changed(), alone.changed())));
    report.add(
        Row.of(
            "  times events + PATCHes",
            text("%.2f", mine / withEvents.changed()),
            text("%.2f s, without an operator", withEvents.changed())));
    double settled = Timing.settled(ours);
    report.add(
        Row.of(
            "  all statuses written",
            text("%.2f s, %.0f nodes/s", settled, settings.nodes() / settled),
            ""));
    report.add(
        Row.of(
            "  requests per node",
            text("%.2f", Timing.calls(ours) / settings.nodes()),
            text("of them refused as conflicts: %d", median(ours).conflicts())));
  }

  public void drain(Samples samples) {
    report.fact("last pod gone -> Drained", samples.facts());
    report.add(
        Row.of(
            "last pod gone -> Drained, P50/P99",
            millis(samples),
            // The first of a process waits for classes to be loaded.
            text("slowest of %d: %.0f ms", samples.millis().size(), samples.millis().getLast()),
            "250 ms P99",
            samples.p99() <= 250));
  }

  public void manualRelease(Samples samples) {
    report.fact("manual uncordon -> Cancelled", samples.facts());
    report.add(
        Row.of(
            "manual uncordon -> Cancelled in the event, P50/P99",
            millis(samples),
            "",
            "25 / 60 ms",
            samples.p50() <= 25 && samples.p99() <= 60));
  }

  public void startUp(Samples samples) {
    report.fact("start-up to first cordon", samples.facts());
    report.add(
        Row.of(
            "process start -> first cordon, median",
            text("%.2f s", samples.p50() / 1000),
            "no AOT cache",
            "1.5 s with it",
            samples.p50() <= 1500));
  }

  public void memoryIdle(Proc.Memory memory) {
    report.fact("operator RSS idle, MiB", memory);
    report.add(Row.of("operator RSS, idle", mib(memory), ""));
  }

  public void memoryAfter(Proc.Memory memory) {
    report.fact("operator RSS after everything, MiB", memory);
    report.add(
        Row.of("operator RSS, after everything", mib(memory), "", "200 MB", memory.peak() <= 200));
  }

  public void atRest(String when, RequestCounts counts) {
    report.fact("requests at rest, " + when, counts.operatorByResource());
    report.add(
        Row.of(
            "requests in " + settings.restSeconds() + " s at rest, " + when,
            Long.toString(counts.ofOperator()),
            "the lease is not counted",
            "0",
            counts.ofOperator() == 0));
  }

  private <T> void facts(String name, List<T> rounds, Function<T, Timing> part) {
    report.fact(name, rounds.stream().map(part).map(Timing::facts).toList());
  }

  /// The round in the middle.
  private static Timing median(List<Timing> rounds) {
    double middle = Timing.changed(rounds);
    return rounds.stream().filter(t -> t.changed() == middle).findFirst().orElseThrow();
  }

  private static String millis(Samples samples) {
    return text("%.1f / %.1f ms", samples.p50(), samples.p99());
  }

  private static String mib(Proc.Memory memory) {
    return text("%.0f MiB, peak %.0f MiB", memory.now(), memory.peak());
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
