package io.nodesentinel.e2e.bench.scale;

import static io.nodesentinel.e2e.bench.report.Texts.text;

import io.nodesentinel.e2e.bench.plot.Axis;
import io.nodesentinel.e2e.bench.plot.BarPlot;
import io.nodesentinel.e2e.bench.plot.BarPlot.Bar;
import io.nodesentinel.e2e.bench.plot.Hue;
import io.nodesentinel.e2e.bench.plot.LinePlot.Mark;
import io.nodesentinel.e2e.bench.report.Headline;
import io.nodesentinel.e2e.bench.report.Report;
import io.nodesentinel.e2e.bench.report.Row;
import io.nodesentinel.e2e.bench.report.Section;
import io.nodesentinel.e2e.bench.scale.StartUps.Kind;
import io.nodesentinel.e2e.bench.scale.StartUps.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// Start-up with and without the AOT cache and compact headers.
final class StartUpFigures {
  /// domain.md's figure for a start with the AOT cache, in seconds.
  private static final double TARGET = 1.5;

  private static final Kind BEST = new Kind(true, true);

  private StartUpFigures() {}

  static void add(Report report, ScaleSettings settings, Map<Kind, Result> results) {
    Map<String, Object> facts = new LinkedHashMap<>();
    results.forEach((kind, result) -> {
      String what = "process start -> first cordon, " + kind.label();
      String measured =
          text("%.2f s, RSS %.0f MiB", result.medianActing(), result.medianResident());
      String beside = kind.aot() ? text("cache of %.0f MiB", result.cacheMib()) : "";
      report.add(
          kind.equals(BEST)
              ? Row.of(what, measured, beside, "1.5 s", result.medianActing() <= TARGET)
              : Row.of(what, measured, beside));
      facts.put(
          kind.label(), Map.of("actingSeconds", result.acting(), "residentMiB", result.resident()));
    });
    report.fact("start-up", facts);
    Result best = results.get(BEST);
    if (best != null) {
      report.headline(
          new Headline(
              text("%.2f s", best.medianActing()),
              "from process start to the first cordon, with the AOT cache",
              "1.5 s",
              Optional.of(best.medianActing() <= TARGET)));
    }
    report.section(section(settings, results));
  }

  private static Section section(ScaleSettings settings, Map<Kind, Result> results) {
    List<Bar> acting = bars(results, "%.2f s", Result::medianActing, Result::acting);
    List<Bar> resident = bars(results, "%.0f MiB", Result::medianResident, Result::resident);
    return new Section(
        "Start-up",
        text(
            "A fault waits; the process is started, watches %d nodes, takes the lease and cordons."
                + " The bar is the median of %d starts, the dots are the starts. The kinds take"
                + " turns.",
            settings.startNodes(), settings.rounds()),
        List.of(
            new BarPlot(
                "From process start to the first cordon",
                "Less is better.",
                Axis.linear("seconds", Math.max(TARGET, most(acting))),
                acting,
                Optional.of(new Mark(TARGET, "target with AOT cache"))),
            new BarPlot(
                "Resident memory after the first fault",
                "VmRSS when everything about the fault was done.",
                Axis.linear("MiB", most(resident)),
                resident,
                Optional.empty())));
  }

  private interface Singles {
    List<Double> of(Result result);
  }

  private static List<Bar> bars(
      Map<Kind, Result> results, String format, ToDoubleFunction<Result> value, Singles singles) {
    List<Bar> bars = new ArrayList<>();
    results.forEach((kind, result) -> {
      double median = value.applyAsDouble(result);
      bars.add(
          new Bar(
              kind.label(),
              kind.aot() ? Hue.OPERATOR : Hue.WITHOUT,
              median,
              text(format, median),
              singles.of(result)));
    });
    return bars;
  }

  private static double most(List<Bar> bars) {
    return bars.stream()
        .flatMap(b -> Stream.concat(b.single().stream(), Stream.of(b.value())))
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(1);
  }
}
