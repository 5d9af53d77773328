package io.nodesentinel.e2e.bench.latency;

import io.nodesentinel.e2e.bench.cluster.Await;
import io.nodesentinel.e2e.bench.cluster.Bodies;
import io.nodesentinel.e2e.bench.cluster.Seen;
import io.nodesentinel.e2e.bench.cluster.World;
import io.nodesentinel.e2e.bench.report.Samples;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// From the moment when the last pod of a node was seen gone until `Drained` was seen.
public final class DrainLag {
  private final World world;

  public DrainLag(World world) {
    this.world = world;
  }

  public Samples measure(int count) {
    world.client.create(World.POLICIES, Bodies.policy("bench-drain", Bodies.DRAIN_AGENT, "Drain"));
    Samples.Collector samples = new Samples.Collector();
    for (int i = 0; i < count; i++) {
      String node = world.nodeNames.get(i % world.nodeNames.size());
      drain(node, "drain-" + i, 1 + i % 2, samples);
    }
    world.awaitQuiet();
    return samples.done();
  }

  private void drain(String node, String name, int podCount, Samples.Collector samples) {
    List<String> pods = IntStream.range(0, podCount).mapToObj(p -> name + "-" + p).toList();
    for (String pod : pods) {
      world.client.create(World.PODS, Bodies.pod(pod, node));
    }
    Await.all(
        Await.each(pods, p -> world.pods().expect(p, Seen::running)), World.PATIENCE, "running");
    var gone = Await.each(pods, p -> world.pods().expect(p, o -> o.isMissingNode()));
    CompletableFuture<Long> drained = world.quarantines.expect(node, Seen.phase("Drained"));
    world.fault(name, node, Bodies.DRAIN_AGENT, "0");
    long last = Await.all(gone, World.PATIENCE, "gone").stream().max(Long::compare).orElseThrow();
    samples.add(last, Await.one(drained, World.PATIENCE, "Drained: " + node));
    world.healthy(name + "-well", node, Bodies.DRAIN_AGENT);
    Await.one(
        world.quarantines.expect(node, Seen.phase("Released")),
        World.PATIENCE,
        "Released: " + node);
    Await.one(world.nodes.expect(node, Seen::settledFree), World.PATIENCE, "settled: " + node);
  }
}
