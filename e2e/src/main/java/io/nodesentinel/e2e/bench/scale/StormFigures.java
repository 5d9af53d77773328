package io.nodesentinel.e2e.bench.scale;

import static io.nodesentinel.e2e.bench.report.Texts.millis;
import static io.nodesentinel.e2e.bench.report.Texts.text;

import io.nodesentinel.e2e.bench.plot.Axis;
import io.nodesentinel.e2e.bench.plot.Hue;
import io.nodesentinel.e2e.bench.plot.Line;
import io.nodesentinel.e2e.bench.plot.LinePlot;
import io.nodesentinel.e2e.bench.report.Headline;
import io.nodesentinel.e2e.bench.report.Report;
import io.nodesentinel.e2e.bench.report.Row;
import io.nodesentinel.e2e.bench.report.Samples;
import io.nodesentinel.e2e.bench.report.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Latency on calm nodes beside a noisy one.
final class StormFigures {
  private static final double RATIO = 1.5;

  private StormFigures() {}

  static void add(Report report, ScaleSettings settings, Storm.Result bare, Storm.Result ours) {
    report.add(
        Row.of(
            "storm: reports of one node that were taken",
            text("%.0f/s, %,d in all, %d refused", ours.rate(), ours.reports(), ours.refused()),
            text("without an operator %.0f/s", bare.rate())));
    report.add(
        Row.of(
            "  other nodes, event -> cordon while quiet, P50/P99",
            millis(ours.quiet()),
            "bare create + PATCH " + millis(bare.quiet())));
    boolean met =
        ours.noisy().p50() <= RATIO * bare.noisy().p50()
            && ours.noisy().p99() <= RATIO * bare.noisy().p99();
    report.add(
        Row.of(
            "  other nodes, event -> cordon in the storm, P50/P99",
            millis(ours.noisy()),
            "bare create + PATCH in a storm " + millis(bare.noisy()),
            "1.5 x bare in a storm",
            met));
    report.add(
        Row.of(
            "  reports without a verdict when it ended",
            text("%,d", ours.unanswered()),
            Double.isNaN(ours.caughtUp())
                ? "not caught up 45 s later"
                : text("caught up %.1f s later", ours.caughtUp())));
    report.fact("storm: with operator", facts(ours));
    report.fact("storm: without operator", facts(bare));
    report.headline(
        new Headline(
            text("%.0f ms", ours.noisy().p50()),
            text(
                "event to cordon on calm nodes, P50, beside %.0f reports/s of one node; bare client"
                    + " %.0f ms",
                ours.rate(), bare.noisy().p50()),
            "1.5 x bare",
            Optional.of(met)));
    report.section(section(settings, bare, ours));
  }

  private static Map<String, Object> facts(Storm.Result result) {
    return Map.of(
        "quiet", result.quiet().facts(),
        "noisy", result.noisy().facts(),
        "reportsPerSecond", result.rate(),
        "reports", result.reports(),
        "refused", result.refused(),
        "unanswered", result.unanswered(),
        "caughtUpSeconds", Double.isNaN(result.caughtUp()) ? "no" : result.caughtUp());
  }

  private static Section section(ScaleSettings settings, Storm.Result bare, Storm.Result ours) {
    double least = all(bare, ours).mapToDouble(s -> s.millis().getFirst()).min().orElse(1);
    double most = all(bare, ours).mapToDouble(s -> s.millis().getLast()).max().orElse(10);
    return new Section(
        "One noisy node",
        text(
            "The monitor of one node reports the same fault up to %,d times a second for %d s (%.0f/s"
                + " were taken; without an operator %.0f/s). Meanwhile single faults are reported on"
                + " other nodes, one after the other. The bare client does the same two requests,"
                + " beside the same noise, while no operator runs: what it loses is the API server's"
                + " part.",
            settings.stormRate(), settings.stormSeconds(), ours.rate(), bare.rate()),
        List.of(
            new LinePlot(
                "Event to cordon on calm nodes",
                "Distribution: how many of the faults were cordoned within so many milliseconds.",
                true,
                Axis.log("milliseconds", least, most),
                Axis.linear("percent of faults", 100),
                List.of(
                    line("NodeSentinel, storm", Hue.OPERATOR, false, ours.noisy()),
                    line("NodeSentinel, quiet", Hue.OPERATOR, true, ours.quiet()),
                    line("bare client, storm", Hue.BARE, false, bare.noisy()),
                    line("bare client, quiet", Hue.BARE, true, bare.quiet())),
                List.of(),
                List.of())));
  }

  private static Stream<Samples> all(Storm.Result bare, Storm.Result ours) {
    return Stream.of(bare.quiet(), bare.noisy(), ours.quiet(), ours.noisy());
  }

  private static Line line(String name, Hue hue, boolean dashed, Samples samples) {
    return Line.distribution(name, hue, dashed, samples.millis());
  }
}
