package io.nodesentinel.e2e.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodesentinel.e2e.bench.cluster.Await;
import io.nodesentinel.e2e.bench.cluster.Bodies;
import io.nodesentinel.e2e.bench.cluster.Parallel;
import io.nodesentinel.e2e.bench.cluster.Seen;
import io.nodesentinel.e2e.bench.cluster.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// One fault on each of some nodes, reported as fast as the connections allow; then their recovery.
public final class Burst {
  private final World world;

  public Burst(World world) {
    this.world = world;
  }

  public record Round(Timing cordon, Timing release) {}

  public Round run(String prefix, List<String> names) {
    Timing cordon =
        burst(
            names,
            "quarantined",
            prefix + "-",
            node -> world.fault(prefix + "-" + node, node, Bodies.AGENT, "0"),
            Seen::cordoned,
            Seen::settledCordoned,
            "Quarantined",
            "Quarantined");
    Timing release =
        burst(
            names,
            "released",
            prefix + "-well-",
            node -> world.healthy(prefix + "-well-" + node, node, Bodies.AGENT),
            Seen::released,
            Seen::settledFree,
            "Released",
            "UnQuarantined");
    return new Round(cordon, release);
  }

  private Timing burst(
      List<String> names,
      String what,
      String event,
      Consumer<String> report,
      Predicate<JsonNode> changed,
      Predicate<JsonNode> settled,
      String phase,
      String eventStatus) {
    world.awaitQuiet();
    Map<String, CompletableFuture<Long>> nodes =
        Await.each(names, n -> world.nodes.expect(n, changed));
    Map<String, CompletableFuture<Long>> phases =
        Await.each(names, n -> world.quarantines.expect(n, Seen.phase(phase)));
    Map<String, CompletableFuture<Long>> statuses =
        Await.each(names, n -> world.events.expect(event + n, Seen.quarantined(eventStatus)));
    Stopwatch watch = Stopwatch.start(world);
    Parallel.forEach(Parallel.CONNECTIONS, names, report);
    watch.sent();
    List<Long> seen = Await.all(nodes, World.PATIENCE, what);
    List<Long> followed = new ArrayList<>(Await.all(phases, World.PATIENCE, phase));
    followed.addAll(Await.all(statuses, World.PATIENCE, eventStatus + " in its event"));
    Await.all(
        Await.each(names, n -> world.nodes.expect(n, settled)),
        World.PATIENCE,
        "left alone by the controllers");
    return watch.stop(seen, followed);
  }
}
