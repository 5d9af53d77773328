package io.nodesentinel.e2e.bench.scale;

import static io.nodesentinel.e2e.bench.report.Texts.text;

import io.nodesentinel.e2e.bench.load.Timing;
import io.nodesentinel.e2e.bench.plot.Axis;
import io.nodesentinel.e2e.bench.plot.Hue;
import io.nodesentinel.e2e.bench.plot.Line;
import io.nodesentinel.e2e.bench.plot.LinePlot;
import io.nodesentinel.e2e.bench.plot.Plot;
import io.nodesentinel.e2e.bench.report.Headline;
import io.nodesentinel.e2e.bench.report.Report;
import io.nodesentinel.e2e.bench.report.Row;
import io.nodesentinel.e2e.bench.report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Bursts against the plain PATCHes of the same nodes.
final class BurstFigures {
  private static final double RATIO = 1.5;

  private BurstFigures() {}

  static void add(Report report, List<Bursts.Result> results) {
    List<Plot> plots = new ArrayList<>();
    for (Bursts.Result burst : results) {
      int size = burst.size();
      String faults = text("burst of %,d faults", size);
      String recovery = text("recovery of %,d nodes", size);
      one(report, faults, "cordon", size, burst.plain().cordon(), burst.ours().cordon());
      one(report, recovery, "release", size, burst.plain().release(), burst.ours().release());
      plots.add(
          plot(
              text("%,d faults", size),
              "nodes cordoned",
              size,
              burst.plain().cordon(),
              burst.ours().cordon()));
      plots.add(
          plot(
              text("Recovery of %,d nodes", size),
              "nodes released",
              size,
              burst.plain().release(),
              burst.ours().release()));
    }
    Bursts.Result last = results.getLast();
    double ratio = last.ours().cordon().changed() / last.plain().cordon().changed();
    report.headline(
        new Headline(
            text("%.2f x", ratio),
            text("plain PATCHes, for the cordons of a burst of %,d faults", last.size()),
            "1.5 x",
            Optional.of(ratio <= RATIO)));
    report.section(
        new Section(
            "Bursts",
            "Each fault is an event of its own, created over 32 connections; the time runs from the"
                + " first creation until a node was seen changed. Beside it the bare client patches"
                + " the same nodes with the same bodies and preconditions, just before and without"
                + " any event. So the distance between the lines holds the creation of the events"
                + " too.",
            plots));
  }

  private static void one(
      Report report, String what, String last, int size, Timing plain, Timing ours) {
    double ratio = ours.changed() / plain.changed();
    report.add(
        Row.of(
            what + ", last " + last,
            text("%.2f s, %.0f nodes/s", ours.changed(), size / ours.changed()),
            text(
                "plain PATCHes %.2f s, %.0f nodes/s; %.2f x",
                plain.changed(), size / plain.changed(), ratio),
            "1.5 x plain",
            ratio <= RATIO));
    report.add(
        Row.of(
            "  all statuses written",
            text("%.2f s, %.0f nodes/s", ours.settled(), size / ours.settled()),
            text(
                "%.2f requests per node, %d conflicts",
                (double) ours.operatorCalls() / size, ours.conflicts())));
    report.fact(what, ours.facts());
    report.fact(what + ", plain", plain.facts());
  }

  private static Plot plot(String title, String unit, int size, Timing plain, Timing ours) {
    return new LinePlot(
        title,
        "",
        false,
        Axis.linear("seconds", Math.max(plain.changed(), ours.changed())),
        Axis.linear(unit, size),
        List.of(
            Line.count("NodeSentinel", Hue.OPERATOR, false, ours.curve()),
            Line.count("plain PATCHes", Hue.BARE, false, plain.curve())),
        List.of(),
        List.of());
  }
}
