package io.nodesentinel.e2e.bench.load;

import io.nodesentinel.e2e.bench.cluster.Await;
import io.nodesentinel.e2e.bench.cluster.Bodies;
import io.nodesentinel.e2e.bench.cluster.RequestCounts;
import io.nodesentinel.e2e.bench.cluster.Seen;
import io.nodesentinel.e2e.bench.cluster.World;
import io.nodesentinel.e2e.bench.report.Samples;
import java.util.concurrent.CompletableFuture;

/// One event, one node, and nothing else until everything about it is done.
public final class OneAtATime {
  private final World world;

  public OneAtATime(World world) {
    this.world = world;
  }

  /// @param cordon from the request that reports a fault until the cordon was seen
  /// @param written until the event's status was seen to say so
  /// @param release from the request that reports health until the node was seen free
  /// @param callsPerCycle of the operator for a node without pods, from fault to release and rest
  public record Result(Samples cordon, Samples written, Samples release, double callsPerCycle) {}

  public Result measure(String prefix, int warmUp, int count) {
    Samples.Collector cordon = new Samples.Collector();
    Samples.Collector written = new Samples.Collector();
    Samples.Collector release = new Samples.Collector();
    world.awaitQuiet();
    RequestCounts before = RequestCounts.of(world.client);
    for (int i = 0; i < warmUp + count; i++) {
      String node = world.nodeNames.get(i % world.nodeNames.size());
      Cycle cycle = cycle(prefix + "-" + i, node);
      if (i >= warmUp) {
        cordon.add(cycle.reported, cycle.cordoned);
        written.add(cycle.reported, cycle.written);
        release.add(cycle.recovered, cycle.free);
      }
    }
    world.awaitQuiet();
    long calls = RequestCounts.of(world.client).since(before).ofOperator();
    return new Result(
        cordon.done(), written.done(), release.done(), calls / (double) (warmUp + count));
  }

  private record Cycle(long reported, long cordoned, long written, long recovered, long free) {}

  private Cycle cycle(String event, String node) {
    Await.pass(World.PAUSE);
    CompletableFuture<Long> cordoned = world.nodes.expect(node, Seen::cordoned);
    CompletableFuture<Long> written = world.events.expect(event, Seen.quarantined("Quarantined"));
    CompletableFuture<Long> phase = world.quarantines.expect(node, Seen.phase("Quarantined"));
    long reported = System.nanoTime();
    world.fault(event, node, Bodies.AGENT, "0");
    long cordonedAt = Await.one(cordoned, World.PATIENCE, "cordoned: " + node);
    long writtenAt = Await.one(written, World.PATIENCE, "written: status of " + event);
    Await.one(phase, World.PATIENCE, "Quarantined: " + node);
    Await.one(world.nodes.expect(node, Seen::settledCordoned), World.PATIENCE, "settled: " + node);

    Await.pass(World.PAUSE);
    CompletableFuture<Long> free = world.nodes.expect(node, Seen::released);
    long recovered = System.nanoTime();
    String well = event + "-well";
    world.healthy(well, node, Bodies.AGENT);
    long freeAt = Await.one(free, World.PATIENCE, "released: " + node);
    Await.one(
        world.events.expect(well, Seen.quarantined("UnQuarantined")),
        World.PATIENCE,
        "written: status of " + well);
    Await.one(
        world.quarantines.expect(node, Seen.phase("Released")),
        World.PATIENCE,
        "Released: " + node);
    Await.one(world.nodes.expect(node, Seen::settledFree), World.PATIENCE, "settled: " + node);
    return new Cycle(reported, cordonedAt, writtenAt, recovered, freeAt);
  }
}
