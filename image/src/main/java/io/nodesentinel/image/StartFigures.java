package io.nodesentinel.image;

import io.nodesentinel.image.TrainedOperator.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// How long the image's operator takes to act, and how much memory it takes, with and without the
/// AOT cache. The API server is the training run's double: nothing but the operator is measured.
final class StartFigures {
  /// What the chart's memory limit comes to.
  private static final String HEAP = "-Xmx256m";

  private StartFigures() {}

  /// The kinds take turns, so that a busy moment of the machine meets all of them alike.
  ///
  /// @return a table
  static List<String> measure(ImageBuild.Built built, Path scratch, int rounds)
      throws IOException, InterruptedException {
    TrainedOperator operator =
        new TrainedOperator(built.root(), built.jars(), Files.createDirectories(scratch));
    String cache = "-XX:AOTCache=" + Layout.under(built.root(), Layout.AOT_CACHE);
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    for (String collector : List.of("Serial", "G1")) {
      List<String> options = List.of(HEAP, "-XX:+Use" + collector + "GC");
      kinds.put(collector + ", no AOT cache", options);
      kinds.put(
          collector + ", AOT cache",
          Stream.concat(options.stream(), Stream.of(cache, "-XX:AOTMode=on")).toList());
    }
    Map<String, List<Run>> runs = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, List<String>> kind : kinds.entrySet()) {
        runs.computeIfAbsent(kind.getKey(), _ -> new ArrayList<>())
            .add(operator.run(kind.getValue()));
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-22s %16s %10s".formatted("START (median of " + rounds + ")", "TO FIRST CORDON", "RSS"));
    runs.forEach((kind, all) ->
        lines.add(
            String.format(
                Locale.ROOT,
                "%-22s %14.2f s %6.0f MiB",
                kind,
                median(all, r -> r.toCordon().toNanos() / 1e9),
                median(all, Run::residentMib))));
    return lines;
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> value) {
    double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[half]
        : Arrays.stream(sorted, half - 1, half + 1).average().orElse(0);
  }
}
