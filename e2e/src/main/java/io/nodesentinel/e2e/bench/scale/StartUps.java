package io.nodesentinel.e2e.bench.scale;

import io.nodesentinel.e2e.bench.cluster.BenchException;
import io.nodesentinel.e2e.bench.load.Operators;
import io.nodesentinel.e2e.bench.load.Operators.StartUp;
import io.nodesentinel.e2e.bench.report.Progress;
import io.nodesentinel.e2e.bench.report.Samples;
import io.nodesentinel.e2e.local.OperatorJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Starts with and without the AOT cache (JEP 483, 514 and 515) and with and without compact object
/// headers (JEP 519). An AOT cache is bound to the headers, the class path and the collector of its
/// training run, so each kind of headers trains its own.
final class StartUps {
  private static final Duration WRITES_CACHE = Duration.ofMinutes(3);

  private final Operators operators;
  private final Path folder;
  private final List<String> flags;
  private final Progress progress;

  /// @param folder for the caches
  /// @param flags that all starts have in common
  StartUps(Operators operators, Path folder, List<String> flags, Progress progress) {
    this.operators = operators;
    this.folder = folder;
    this.flags = List.copyOf(flags);
    this.progress = progress;
  }

  /// One kind of start.
  record Kind(boolean aot, boolean compact) {
    String label() {
      return (aot ? "AOT cache" : "no AOT cache") + (compact ? ", compact" : ", usual headers");
    }
  }

  /// @param cacheMib size of the AOT cache; 0 without one
  record Result(List<StartUp> starts, double cacheMib) {
    Result {
      starts = List.copyOf(starts);
    }

    List<Double> acting() {
      return starts.stream().map(s -> s.acting() / 1e9).toList();
    }

    List<Double> resident() {
      return starts.stream().map(StartUp::resident).toList();
    }

    double medianActing() {
      return median(acting());
    }

    double medianResident() {
      return median(resident());
    }

    private static double median(List<Double> values) {
      return Samples.median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  /// The kinds take turns, so that a busy moment of the machine meets all of them alike.
  Map<Kind, Result> measure(int rounds) throws IOException {
    Map<Kind, List<String>> kinds = new LinkedHashMap<>();
    Map<Kind, Path> caches = new LinkedHashMap<>();
    for (boolean aot : new boolean[] {false, true}) {
      for (boolean compact : new boolean[] {false, true}) {
        Kind kind = new Kind(aot, compact);
        List<String> all = new ArrayList<>(flags);
        all.add(compact ? "-XX:+UseCompactObjectHeaders" : "-XX:-UseCompactObjectHeaders");
        if (aot) {
          Path cache = train(kind, all);
          caches.put(kind, cache);
          all.add("-XX:AOTCache=" + cache);
        }
        kinds.put(kind, all);
      }
    }
    Map<Kind, List<StartUp>> starts = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (Map.Entry<Kind, List<String>> kind : kinds.entrySet()) {
        StartUp start = operators.withFlags(kind.getValue()).startUp();
        starts.computeIfAbsent(kind.getKey(), _ -> new ArrayList<>()).add(start);
        progress.say(
            "start %d of %d, %s: acting after %.2f s, %.0f MiB",
            round, rounds, kind.getKey().label(), start.acting() / 1e9, start.resident());
      }
    }
    Map<Kind, Result> results = new LinkedHashMap<>();
    for (Map.Entry<Kind, List<StartUp>> kind : starts.entrySet()) {
      Path cache = caches.get(kind.getKey());
      double mib = cache == null ? 0 : Files.size(cache) / (1024.0 * 1024);
      results.put(kind.getKey(), new Result(kind.getValue(), mib));
    }
    return results;
  }

  private Path train(Kind kind, List<String> all) throws IOException {
    Path cache = folder.resolve("operator" + (kind.compact() ? "-compact" : "") + ".aot");
    Files.deleteIfExists(cache);
    progress.say("training run for an AOT cache, %s", kind.label());
    List<String> training = new ArrayList<>(all);
    training.add("-XX:AOTCacheOutput=" + cache);
    Operators trained = operators.withFlags(training);
    OperatorJvm operator = trained.launch();
    try {
      trained.cycle();
    } finally {
      operator.stop(WRITES_CACHE);
    }
    if (!Files.isRegularFile(cache)) {
      throw new BenchException(
          "the training run left no AOT cache; the JVM says why in " + operator.log());
    }
    return cache;
  }
}
