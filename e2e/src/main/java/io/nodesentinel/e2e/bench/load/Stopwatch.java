package io.nodesentinel.e2e.bench.load;

import io.nodesentinel.e2e.bench.cluster.Proc;
import io.nodesentinel.e2e.bench.cluster.RequestCounts;
import io.nodesentinel.e2e.bench.cluster.World;
import java.util.List;
import java.util.Map;

/// Measures one burst: counters before, the burst, quiet, counters after.
public final class Stopwatch {
  private final World world;
  private final RequestCounts requestsBefore;
  private final Map<String, Double> cpuBefore;
  private final long start;
  private long sent;

  private Stopwatch(World world) {
    this.world = world;
    this.requestsBefore = RequestCounts.of(world.client);
    this.cpuBefore = world.cpu();
    this.start = System.nanoTime();
    this.sent = start;
  }

  public static Stopwatch start(World world) {
    return new Stopwatch(world);
  }

  /// The bench has done its part.
  public void sent() {
    sent = System.nanoTime();
  }

  /// @param changed when each node was seen changed
  /// @param settled when each thing that follows was seen; may be empty
  public Timing stop(List<Long> changed, List<Long> settled) {
    world.awaitQuiet();
    Map<String, Double> cpu = Proc.difference(cpuBefore, world.cpu());
    RequestCounts requests = RequestCounts.of(world.client).since(requestsBefore);
    double lastChange = seconds(last(changed));
    return new Timing(
        lastChange,
        seconds(sent),
        settled.isEmpty() ? lastChange : Math.max(lastChange, seconds(last(settled))),
        changed.stream().map(this::seconds).toList(),
        requests.ofOperator(),
        requests.conflicts(),
        requests.operatorByResource(),
        cpu);
  }

  private double seconds(long at) {
    return (at - start) / 1e9;
  }

  private static long last(List<Long> times) {
    return times.stream().max(Long::compare).orElseThrow();
  }
}
