package io.nodesentinel.e2e.bench.scale;

import io.nodesentinel.e2e.bench.cluster.Proc;
import io.nodesentinel.e2e.bench.plot.LinePlot.Mark;
import io.nodesentinel.e2e.bench.plot.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Memory and CPU of processes twice a second, and what went on meanwhile. Thread-safe.
final class Sampler implements AutoCloseable {
  private static final long PERIOD_MILLIS = 500;

  private final long start = System.nanoTime();
  private final Map<String, Long> pids = new LinkedHashMap<>();
  private final Map<String, List<Point>> resident = new LinkedHashMap<>();
  private final Map<String, List<Point>> busy = new LinkedHashMap<>();
  private final Map<String, Point> lastCpu = new LinkedHashMap<>();
  private final List<Mark> marks = new ArrayList<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sampler").factory());

  Sampler() {
    var _ = clock.scheduleAtFixedRate(this::sample, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  synchronized void watch(String name, long pid) {
    pids.put(name, pid);
    resident.put(name, new ArrayList<>());
    busy.put(name, new ArrayList<>());
  }

  /// Something begins now.
  synchronized void mark(String name) {
    marks.add(new Mark(now(), name));
  }

  double now() {
    return (System.nanoTime() - start) / 1e9;
  }

  private synchronized void sample() {
    double now = now();
    pids.forEach((name, pid) -> {
      double mib = Proc.memory(pid).now();
      if (!Double.isNaN(mib)) {
        resident.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Point(now, mib));
      }
    });
    Proc.cpu(pids)
        .forEach((name, used) -> {
          Point before = lastCpu.put(name, new Point(now, used));
          if (before != null) {
            double percent = 100 * (used - before.y()) / (now - before.x());
            busy.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Point(now, percent));
          }
        });
  }

  /// MiB over seconds.
  synchronized List<Point> resident(String name) {
    return List.copyOf(resident.getOrDefault(name, List.of()));
  }

  /// Percent of a core over seconds.
  synchronized List<Point> busy(String name) {
    return List.copyOf(busy.getOrDefault(name, List.of()));
  }

  synchronized List<Mark> marks() {
    return List.copyOf(marks);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
