package io.nodesentinel.e2e.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodesentinel.e2e.bench.cluster.Await;
import io.nodesentinel.e2e.bench.cluster.Bodies;
import io.nodesentinel.e2e.bench.cluster.Parallel;
import io.nodesentinel.e2e.bench.cluster.Seen;
import io.nodesentinel.e2e.bench.cluster.World;
import io.nodesentinel.e2e.bench.report.Samples;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What a bare client reaches: the same nodes, connections, bodies and preconditions.
public final class Baseline {
  private final World world;

  public Baseline(World world) {
    this.world = world;
  }

  /// Cordon and release of the same nodes.
  public record Pair(Timing cordon, Timing release) {}

  /// Plain PATCHes, nothing else: cordons each of the nodes and releases it again.
  public Pair patches(List<String> names) {
    Timing cordon = burst(names, Seen::cordoned, Seen::settledCordoned, this::cordon);
    Timing release = burst(names, Seen::released, Seen::settledFree, this::release);
    return new Pair(cordon, release);
  }

  /// Each PATCH after the creation of an event, as the load that the bench itself makes when it
  /// reports. Only while no operator runs, which would take the events for real.
  public Pair createsAndPatches(String prefix) {
    Timing cordon =
        burst(
            world.nodeNames,
            Seen::cordoned,
            Seen::settledCordoned,
            node -> {
              world.fault(prefix + "-" + node, node, Bodies.AGENT, "0");
              cordon(node);
            });
    Timing release =
        burst(
            world.nodeNames,
            Seen::released,
            Seen::settledFree,
            node -> {
              world.healthy(prefix + "-well-" + node, node, Bodies.AGENT);
              release(node);
            });
    return new Pair(cordon, release);
  }

  private Timing burst(
      List<String> names,
      Predicate<JsonNode> changed,
      Predicate<JsonNode> settled,
      Consumer<String> request) {
    world.awaitQuiet();
    Map<String, CompletableFuture<Long>> seen =
        Await.each(names, n -> world.nodes.expect(n, changed));
    Stopwatch watch = Stopwatch.start(world);
    Parallel.forEach(Parallel.CONNECTIONS, names, request);
    watch.sent();
    List<Long> times = Await.all(seen, World.PATIENCE, "patched");
    Await.all(
        Await.each(names, n -> world.nodes.expect(n, settled)),
        World.PATIENCE,
        "left alone by the controllers");
    return watch.stop(times, List.of());
  }

  /// Create an event, then PATCH, one after the other: what one-at-a-time latency cannot fall
  /// below.
  ///
  /// @return from the first request until the cordon was seen
  public Samples oneAtATime(int warmUp, int count) {
    Samples.Collector samples = new Samples.Collector();
    for (int i = 0; i < warmUp + count; i++) {
      String node = world.nodeNames.get(i % world.nodeNames.size());
      Await.pass(World.PAUSE);
      CompletableFuture<Long> seen = world.nodes.expect(node, Seen::cordoned);
      long start = System.nanoTime();
      world.fault("bare-" + i, node, Bodies.AGENT, "0");
      cordon(node);
      long end = Await.one(seen, World.PATIENCE, "patched");
      if (i >= warmUp) {
        samples.add(start, end);
      }
      Await.one(world.nodes.expect(node, Seen::settledCordoned), World.PATIENCE, "settled");
      release(node);
      Await.one(world.nodes.expect(node, Seen::settledFree), World.PATIENCE, "settled");
    }
    return samples.done();
  }

  private void cordon(String node) {
    world.client.patch(path(node), Bodies.cordon(world.nodes.objects().get(node)));
  }

  private void release(String node) {
    world.client.patch(path(node), Bodies.release(world.nodes.objects().get(node)));
  }

  /// A field manager with a name as long as the operator's.
  private static String path(String node) {
    return World.NODES + "/" + node + "?fieldManager=bench-client";
  }
}
