package io.nodesentinel.simulator;

import io.nodesentinel.simulator.check.Violation;
import io.nodesentinel.simulator.replica.Sabotage;
import io.nodesentinel.simulator.world.Script;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Plays the schedules of many seeds, each on one thread, and stops soon after the first that
/// fails.
public final class Campaign {
  private static final long REPORT_MILLIS = 5_000;

  /// What came of it.
  ///
  /// @param schedules how many were played
  /// @param steps how many things happened in them
  /// @param failures by seed
  public record Result(long schedules, long steps, Duration took, List<Failure> failures) {
    /// Schedules per second.
    public double perSecond() {
      return schedules / Math.max(0.001, took.toMillis() / 1000.0);
    }
  }

  /// A seed whose schedule failed.
  public record Failure(long seed, Violation violation) {}

  private final long from;
  private final long count;
  private final int threads;
  private final Consumer<String> progress;
  private final AtomicLong next;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong steps = new AtomicLong();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final ConcurrentSkipListMap<Long, Violation> failures = new ConcurrentSkipListMap<>();

  private Campaign(long from, long count, int threads, Consumer<String> progress) {
    this.from = from;
    this.count = count;
    this.threads = threads;
    this.progress = progress;
    this.next = new AtomicLong(from);
  }

  /// Plays `count` seeds from `from` on.
  ///
  /// @param progress gets a line every few seconds
  /// @throws InterruptedException if the thread is interrupted; the players stop then
  public static Result run(long from, long count, int threads, Consumer<String> progress)
      throws InterruptedException {
    return new Campaign(from, count, threads, progress).run();
  }

  private Result run() throws InterruptedException {
    long began = System.nanoTime();
    ExecutorService players =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("player-", 0).factory());
    try {
      for (int i = 0; i < threads; i++) {
        players.execute(this::play);
      }
      players.shutdown();
      while (!players.awaitTermination(REPORT_MILLIS, TimeUnit.MILLISECONDS)) {
        report(Duration.ofNanos(System.nanoTime() - began));
      }
    } finally {
      players.shutdownNow();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    report(took);
    return new Result(
        done.get(),
        steps.get(),
        took,
        failures.entrySet().stream().map(e -> new Failure(e.getKey(), e.getValue())).toList());
  }

  private void play() {
    while (!failed.get() && !Thread.currentThread().isInterrupted()) {
      long seed = next.getAndIncrement();
      if (seed >= from + count) {
        return;
      }
      Simulation.Outcome outcome = Simulation.play(Script.of(seed), Sabotage.NONE, false);
      done.incrementAndGet();
      steps.addAndGet(outcome.steps());
      outcome
          .first()
          .ifPresent(violation -> {
            failures.put(seed, violation);
            failed.set(true);
          });
    }
  }

  private void report(Duration took) {
    progress.accept(
        "%,d of %,d schedules, %,.0f/s, %d failed"
            .formatted(
                done.get(),
                count,
                done.get() / Math.max(0.001, took.toMillis() / 1000.0),
                failures.size()));
  }
}
