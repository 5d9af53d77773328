package io.nodesentinel.e2e.bench.scale;

import static io.nodesentinel.e2e.bench.report.Texts.text;

import io.nodesentinel.e2e.bench.plot.Axis;
import io.nodesentinel.e2e.bench.plot.BarPlot;
import io.nodesentinel.e2e.bench.plot.BarPlot.Bar;
import io.nodesentinel.e2e.bench.plot.Hue;
import io.nodesentinel.e2e.bench.plot.Plot;
import io.nodesentinel.e2e.bench.report.Report;
import io.nodesentinel.e2e.bench.report.Row;
import io.nodesentinel.e2e.bench.report.Section;
import java.util.List;
import java.util.Optional;

/// What the operator's stores save.
final class CacheFigures {
  private CacheFigures() {}

  static void add(Report report, Caches.Result result) {
    row(report, "nodes", result.nodes());
    row(report, "pods", result.pods());
    report.fact("heap of the caches", result);
    report.section(
        new Section(
            "What the caches keep",
            "A JVM of its own lists all nodes and pods once. First it holds the client's whole"
                + " objects, as an informer without a store of ours would; then it puts the same"
                + " objects into the operator's own stores and forgets them. Heap in use after a"
                + " collection, each time.",
            List.of(plot("Nodes", result.nodes()), plot("Pods", result.pods()))));
  }

  private static void row(Report report, String what, Caches.Cost cost) {
    report.add(
        Row.of(
            text("heap of %,d %s in the operator's store", cost.objects(), what),
            text("%.1f MiB, %.0f bytes each", cost.kept(), bytes(cost.kept(), cost)),
            text(
                "whole objects %.1f MiB, %.0f bytes each; %.0f times as much",
                cost.whole(), bytes(cost.whole(), cost), cost.whole() / cost.kept())));
  }

  private static double bytes(double mib, Caches.Cost cost) {
    return mib * 1024 * 1024 / Math.max(1, cost.objects());
  }

  private static Plot plot(String what, Caches.Cost cost) {
    return new BarPlot(
        text("%s: %,d", what, cost.objects()),
        text("%.0f times less.", cost.whole() / cost.kept()),
        Axis.linear("MiB of heap", cost.whole()),
        List.of(
            new Bar("only what is used", Hue.OPERATOR, cost.kept(), mib(cost.kept()), List.of()),
            new Bar("whole objects", Hue.WITHOUT, cost.whole(), mib(cost.whole()), List.of())),
        Optional.empty());
  }

  private static String mib(double value) {
    return text("%.1f MiB", value);
  }
}
