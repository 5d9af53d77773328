package io.nodesentinel.e2e.bench;

import io.nodesentinel.e2e.local.OperatorJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/// Starts operators, and measures how long they take until they act.
final class Operators {
  private final World world;
  private final Path identity;
  private final Path log;
  private final List<String> flags;

  /// @param identity a kubeconfig of the operator's service account
  Operators(World world, Path identity, Path log, List<String> flags) {
    this.world = world;
    this.identity = identity;
    this.log = log;
    this.flags = List.copyOf(flags);
  }

  OperatorJvm start() throws IOException, TimeoutException {
    OperatorJvm operator = launch();
    operator.awaitReady();
    world.operatorIs(operator.pid());
    return operator;
  }

  /// The cap is raised, and no event is pruned, so that neither is part of a figure.
  private OperatorJvm launch() throws IOException {
    return OperatorJvm.start(
        identity, log, flags, List.of("--max-unavailable", "100%", "--max-events", "1000000"));
  }

  /// A fault waits when the process is started. Each start ends in order, so that the next need not
  /// wait for its lease.
  ///
  /// @return from the start of the process until the cordon was seen
  Samples startUps(int count) throws IOException {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String node = world.nodeNames.get(i);
      world.fault("start-" + i, node, Bodies.AGENT, "0");
      CompletableFuture<Long> cordoned = world.nodes.expect(node, Seen::cordoned);
      long start = System.nanoTime();
      try (OperatorJvm operator = launch()) {
        nanos.add(Await.one(cordoned, Duration.ofSeconds(60), "cordoned: " + node) - start);
        Await.one(
            world.events.expect("start-" + i, Seen.quarantined("Quarantined")),
            World.PATIENCE,
            "written: status of start-" + i + " by process " + operator.pid());
        world.healthy("start-well-" + i, node, Bodies.AGENT);
        Await.one(
            world.events.expect("start-well-" + i, Seen.quarantined("UnQuarantined")),
            World.PATIENCE,
            "written: status of start-well-" + i);
        world.awaitQuiet();
      }
    }
    return Samples.ofNanos(nanos);
  }
}
