package io.nodesentinel.e2e.bench.scale;

import io.nodesentinel.e2e.bench.cluster.BenchException;
import io.nodesentinel.e2e.bench.cluster.Bodies;
import io.nodesentinel.e2e.bench.cluster.World;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// One node whose monitor reports the same fault again and again, each report an object of its own.
/// Ends when it is closed.
final class Noise implements AutoCloseable {
  /// Enough for the rate where one creation takes up to 32 ms.
  private static final int CONNECTIONS = 32;

  private final AtomicLong next = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
  private final long start = System.nanoTime();
  private volatile boolean over;
  private volatile long end;

  private Noise() {}

  /// @param rate reports in a second; fewer if the API server takes no more
  static Noise start(World world, String prefix, String node, int rate) {
    Noise noise = new Noise();
    for (int i = 0; i < CONNECTIONS; i++) {
      var _ = noise.senders.submit(() -> noise.send(world, prefix, node, 1e9 / rate));
    }
    return noise;
  }

  private void send(World world, String prefix, String node, double interval) {
    while (!over) {
      long number = next.getAndIncrement();
      LockSupport.parkNanos(start + (long) (number * interval) - System.nanoTime());
      if (over) {
        return;
      }
      try {
        world.fault(prefix + "-" + number, node, Bodies.AGENT, "0");
        taken.incrementAndGet();
      } catch (BenchException refusal) {
        // What the server does not take is part of the result, not the end of it.
        refused.incrementAndGet();
      }
    }
  }

  long taken() {
    return taken.get();
  }

  long refused() {
    return refused.get();
  }

  /// Reports that were taken in a second, so far or until it was closed.
  double rate() {
    long until = end == 0 ? System.nanoTime() : end;
    return taken.get() / ((until - start) / 1e9);
  }

  @Override
  public void close() {
    over = true;
    end = System.nanoTime();
    senders.close();
  }
}
