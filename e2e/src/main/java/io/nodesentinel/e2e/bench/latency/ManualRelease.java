package io.nodesentinel.e2e.bench.latency;

import io.nodesentinel.e2e.bench.cluster.Await;
import io.nodesentinel.e2e.bench.cluster.Bodies;
import io.nodesentinel.e2e.bench.cluster.Seen;
import io.nodesentinel.e2e.bench.cluster.World;
import io.nodesentinel.e2e.bench.report.Samples;
import java.util.concurrent.CompletableFuture;

/// From a person's uncordon until the event says `Cancelled`, one at a time.
public final class ManualRelease {
  /// What `kubectl uncordon` sends, under kubectl's name.
  private static final String UNCORDON = "{\"spec\":{\"unschedulable\":null}}";

  private final World world;

  public ManualRelease(World world) {
    this.world = world;
  }

  public Samples measure(int count) {
    Samples.Collector samples = new Samples.Collector();
    for (int i = 0; i < count; i++) {
      String node = world.nodeNames.get(i % world.nodeNames.size());
      String event = "manual-" + i;
      // A fault of its own each time: what was cancelled does not begin a session again.
      quarantine(node, event, Integer.toString(i));
      Await.pass(World.PAUSE);
      CompletableFuture<Long> cancelled = world.events.expect(event, Seen.quarantined("Cancelled"));
      long start = System.nanoTime();
      world.client.patch(World.NODES + "/" + node + "?fieldManager=kubectl", UNCORDON);
      samples.add(start, Await.one(cancelled, World.PATIENCE, "Cancelled: " + event));
      Await.one(
          world.quarantines.expect(node, Seen.phase("Cancelled")),
          World.PATIENCE,
          "Cancelled: " + node);
      Await.one(world.nodes.expect(node, Seen::settledFree), World.PATIENCE, "settled: " + node);
      world.healthy(event + "-well", node, Bodies.AGENT);
      Await.one(world.events.expect(event + "-well", Seen::evaluated), World.PATIENCE, "evaluated");
    }
    world.awaitQuiet();
    return samples.done();
  }

  private void quarantine(String node, String event, String entity) {
    world.fault(event, node, Bodies.AGENT, entity);
    Await.one(
        world.events.expect(event, Seen.quarantined("Quarantined")),
        World.PATIENCE,
        "Quarantined: " + event);
    Await.one(
        world.quarantines.expect(node, Seen.phase("Quarantined")),
        World.PATIENCE,
        "Quarantined: " + node);
    Await.one(world.nodes.expect(node, Seen::settledCordoned), World.PATIENCE, "settled: " + node);
  }
}
