package io.nodesentinel.e2e.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodesentinel.e2e.bench.cluster.Await;
import io.nodesentinel.e2e.bench.cluster.Bodies;
import io.nodesentinel.e2e.bench.cluster.Parallel;
import io.nodesentinel.e2e.bench.cluster.Seen;
import io.nodesentinel.e2e.bench.cluster.World;
import io.nodesentinel.e2e.bench.report.Samples;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/// One fault at a time on nodes that are calm, while one other node is noisy, and while it is not.
final class Storm {
  private static final Duration CATCHES_UP = Duration.ofSeconds(45);

  private final World world;
  private final int rate;
  private final Duration time;

  Storm(World world, int rate, Duration time) {
    this.world = world;
    this.rate = rate;
    this.time = time;
  }

  /// @param quiet without noise
  /// @param noisy with it
  /// @param rate reports taken in a second
  /// @param reports taken in all
  /// @param refused by the API server
  /// @param unanswered reports without a verdict when the noise ended; all of them where there is
  ///   no operator
  /// @param caughtUp seconds after the noise until all had one; NaN if that took too long
  record Result(
      Samples quiet,
      Samples noisy,
      double rate,
      long reports,
      long refused,
      long unanswered,
      double caughtUp) {}

  /// The bare client does what the operator would: it creates the event, then patches the node.
  Result withoutOperator() {
    BiConsumer<String, String> eventAndPatch =
        (event, node) -> {
          world.fault(event, node, Bodies.AGENT, "0");
          JsonNode now = world.nodes.objects().get(node);
          world.client.patch(
              World.NODES + "/" + node + "?fieldManager=bench-client", Bodies.cordon(now));
        };
    Result result = measure("bare", eventAndPatch, time.dividedBy(2), () -> 0);
    List<String> cordoned =
        world.nodeNames.stream().filter(n -> Seen.cordoned(world.nodes.objects().get(n))).toList();
    Await.all(
        Await.each(cordoned, n -> world.nodes.expect(n, Seen::settledCordoned)),
        World.PATIENCE,
        "left alone by the controllers");
    Parallel.forEach(
        Parallel.CONNECTIONS,
        cordoned,
        node ->
            world.client.patch(
                World.NODES + "/" + node + "?fieldManager=bench-client",
                Bodies.release(world.nodes.objects().get(node))));
    world.cleanUpWithoutOperator();
    return result;
  }

  /// The operator does the second half by itself.
  Result withOperator() {
    Result result =
        measure(
            "storm",
            (event, node) -> world.fault(event, node, Bodies.AGENT, "0"),
            time,
            () -> world.events.objects().count(e -> !Seen.evaluated(e)));
    world.cleanUp();
    return result;
  }

  private Result measure(
      String prefix, BiConsumer<String, String> fault, Duration time, LongSupplier unanswered) {
    world.awaitQuiet();
    List<String> calm = world.nodeNames.subList(0, world.nodeNames.size() - 1);
    int half = calm.size() / 2;
    Samples quiet = singles(prefix + "-quiet", calm.subList(0, half), fault, time);
    world.awaitQuiet();
    Noise noise = Noise.start(world, prefix + "-noise", world.nodeNames.getLast(), rate);
    Samples noisy;
    try (noise) {
      noisy = singles(prefix + "-noisy", calm.subList(half, calm.size()), fault, time);
    }
    long left = unanswered.getAsLong();
    return new Result(
        quiet, noisy, noise.rate(), noise.taken(), noise.refused(), left, catchUp(unanswered));
  }

  private Samples singles(
      String prefix, List<String> nodes, BiConsumer<String, String> fault, Duration time) {
    Samples.Collector samples = new Samples.Collector();
    long end = System.nanoTime() + time.toNanos();
    for (String node : nodes) {
      if (System.nanoTime() > end) {
        break;
      }
      Await.pass(World.PAUSE);
      CompletableFuture<Long> seen = world.nodes.expect(node, Seen::cordoned);
      long start = System.nanoTime();
      fault.accept(prefix + "-" + node, node);
      samples.add(start, Await.one(seen, World.PATIENCE, "cordoned: " + node));
    }
    return samples.done();
  }

  private static double catchUp(LongSupplier unanswered) {
    long start = System.nanoTime();
    while (unanswered.getAsLong() > 0) {
      if (System.nanoTime() - start > CATCHES_UP.toNanos()) {
        return Double.NaN;
      }
      Await.pass(Duration.ofMillis(200));
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
