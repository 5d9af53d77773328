package io.nodesentinel.e2e.bench.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Waiting with an end.
public final class Await {
  private static final long POLL_NANOS = 20_000_000;

  private Await() {}

  /// Names what is waited for, one thing for each name.
  public static Map<String, CompletableFuture<Long>> each(
      List<String> names, Function<String, CompletableFuture<Long>> expect) {
    Map<String, CompletableFuture<Long>> all = new LinkedHashMap<>();
    names.forEach(name -> all.put(name, expect.apply(name)));
    return all;
  }

  /// When each was seen.
  ///
  /// @throws BenchException that names some of those that were not
  public static List<Long> all(
      Map<String, CompletableFuture<Long>> expected, Duration patience, String what) {
    long deadline = System.nanoTime() + patience.toNanos();
    List<Long> times = new ArrayList<>();
    for (CompletableFuture<Long> one : expected.values()) {
      try {
        times.add(one.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
      } catch (TimeoutException e) {
        List<String> missing =
            expected.entrySet().stream()
                .filter(entry -> !entry.getValue().isDone())
                .map(Map.Entry::getKey)
                .toList();
        throw new BenchException(
            "%d of %d not %s after %d s, among them %s"
                .formatted(
                    missing.size(),
                    expected.size(),
                    what,
                    patience.toSeconds(),
                    missing.subList(0, Math.min(5, missing.size()))),
            e);
      } catch (ExecutionException e) {
        throw BenchException.of(e);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
    return times;
  }

  public static long one(CompletableFuture<Long> expected, Duration patience, String what) {
    return all(Map.of("it", expected), patience, what).getFirst();
  }

  /// For what nobody reports.
  public static void until(BooleanSupplier condition, Duration patience, String what) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new BenchException(
            "waited %d s in vain until %s".formatted(patience.toSeconds(), what));
      }
      LockSupport.parkNanos(POLL_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(new InterruptedException());
      }
    }
  }

  /// Lets the time pass; for measuring what happens when nothing should.
  public static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    until(() -> System.nanoTime() >= end, time.plusSeconds(5), "the time was over");
  }

  private static BenchException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new BenchException("interrupted", e);
  }
}
