package io.nodesentinel.e2e.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// One fault on every node, reported as fast as the connections allow; then their recovery.
final class Burst {
  private final World world;

  Burst(World world) {
    this.world = world;
  }

  record Round(Timing cordon, Timing release) {}

  Round run(String prefix) {
    Timing cordon =
        burst(
            "quarantined",
            prefix + "-",
            node -> world.fault(prefix + "-" + node, node, Bodies.AGENT, "0"),
            Seen::cordoned,
            Seen::settledCordoned,
            "Quarantined",
            "Quarantined");
    Timing release =
        burst(
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
      String what,
      String event,
      Consumer<String> report,
      Predicate<JsonNode> changed,
      Predicate<JsonNode> settled,
      String phase,
      String eventStatus) {
    world.awaitQuiet();
    List<String> names = world.nodeNames;
    Map<String, CompletableFuture<Long>> nodes =
        Await.each(names, n -> world.nodes.expect(n, changed));
    Map<String, CompletableFuture<Long>> phases =
        Await.each(names, n -> world.quarantines.expect(n, Seen.phase(phase)));
    Map<String, CompletableFuture<Long>> statuses =
        Await.each(names, n -> world.events.expect(event + n, Seen.quarantined(eventStatus)));
    Stopwatch watch = Stopwatch.start(world);
    Parallel.forEach(Settings.CONNECTIONS, names, report);
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
