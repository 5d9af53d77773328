package io.nodesentinel.e2e.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Durations of one kind in milliseconds, and their percentiles by nearest rank: the smallest
/// sample that at least that share of all samples does not exceed. No interpolation, so each figure
/// was really measured.
public record Samples(List<Double> millis) {

  public Samples {
    if (millis.isEmpty()) {
      throw new IllegalArgumentException("no samples");
    }
    millis = millis.stream().sorted().toList();
  }

  public static Samples ofNanos(Collection<Long> nanos) {
    return new Samples(nanos.stream().map(n -> n / 1e6).toList());
  }

  /// @param percent above 0, at most 100
  public double percentile(double percent) {
    int rank = (int) Math.ceil(percent / 100 * millis.size());
    return millis.get(Math.max(0, rank - 1));
  }

  public double p50() {
    return percentile(50);
  }

  public double p99() {
    return percentile(99);
  }

  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("samples", millis.size());
    facts.put("p50Millis", p50());
    facts.put("p90Millis", percentile(90));
    facts.put("p99Millis", p99());
    facts.put("maxMillis", millis.getLast());
    return facts;
  }

  /// Of an even number of values the lower of the two in the middle, so that it was measured.
  public static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(sorted.length - 1) / 2];
  }

  /// Collects samples while they are taken.
  public static final class Collector {
    private final List<Long> nanos = new ArrayList<>();

    public void add(long from, long to) {
      nanos.add(to - from);
    }

    public Samples done() {
      return ofNanos(nanos);
    }
  }
}
