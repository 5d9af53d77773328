package io.nodesentinel.e2e.bench.load;

import io.nodesentinel.e2e.bench.cluster.Await;
import io.nodesentinel.e2e.bench.cluster.BenchException;
import io.nodesentinel.e2e.bench.cluster.Bodies;
import io.nodesentinel.e2e.bench.cluster.Proc;
import io.nodesentinel.e2e.bench.cluster.Seen;
import io.nodesentinel.e2e.bench.cluster.World;
import io.nodesentinel.e2e.bench.report.Samples;
import io.nodesentinel.e2e.local.OperatorJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// Starts operators, and measures how long they take until they act.
public final class Operators {
  private final World world;
  private final Path identity;
  private final Path log;
  private final List<String> flags;
  private final AtomicInteger names;

  /// @param identity a kubeconfig of the operator's service account
  public Operators(World world, Path identity, Path log, List<String> flags) {
    this(world, identity, log, flags, new AtomicInteger());
  }

  private Operators(World world, Path identity, Path log, List<String> flags, AtomicInteger names) {
    this.names = names;
    this.world = world;
    this.identity = identity;
    this.log = log;
    this.flags = List.copyOf(flags);
  }

  /// The same with other flags for the JVM.
  public Operators withFlags(List<String> other) {
    return new Operators(world, identity, log, other, names);
  }

  /// The same with another log.
  public Operators withLog(Path other) {
    return new Operators(world, identity, other, flags, names);
  }

  /// Starts one, and waits until it says that it is ready.
  public OperatorJvm start() throws IOException, TimeoutException {
    OperatorJvm operator = launch();
    operator.awaitReady(World.PATIENCE);
    world.operatorIs(operator.pid());
    return operator;
  }

  /// Starts one, and does not wait. The cap is raised, and no event is pruned, so that neither is
  /// part of a figure.
  public OperatorJvm launch() throws IOException {
    return OperatorJvm.start(
        identity, log, flags, List.of("--max-unavailable", "100%", "--max-events", "1000000"));
  }

  /// What one start comes to.
  ///
  /// @param acting nanoseconds from the start of the process until a cordon was seen
  /// @param resident MiB when everything about the first fault was done
  public record StartUp(long acting, double resident) {}

  /// One start after the other, from the start of the process until the cordon was seen.
  public Samples startUps(int count) throws IOException {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nanos.add(startUp().acting());
    }
    return Samples.ofNanos(nanos);
  }

  /// A fault waits when the process is started. It ends in order, so that the next need not wait
  /// for its lease.
  public StartUp startUp() throws IOException {
    Pending fault = fault();
    long start = System.nanoTime();
    try (OperatorJvm operator = launch()) {
      long acting = fault.awaitCordonBy(operator) - start;
      finish(fault);
      return new StartUp(acting, Proc.memory(operator.pid()).now());
    }
  }

  /// A fault and its recovery, with everything that follows from them.
  public void cycle() {
    finish(fault());
  }

  /// A fault that was reported.
  public record Pending(String event, String node, CompletableFuture<Long> cordoned) {
    /// When the cordon was seen, by the monotonic clock.
    public long awaitCordon() {
      return Await.one(cordoned, World.PATIENCE, "cordoned: " + node);
    }

    /// As [#awaitCordon()], by a process that may end instead.
    ///
    /// @throws BenchException at once if it does
    public long awaitCordonBy(OperatorJvm operator) {
      Await.until(
          () -> cordoned.isDone() || !operator.isAlive(), World.PATIENCE, "cordoned: " + node);
      if (!cordoned.isDone()) {
        throw new BenchException("the operator ended; see " + operator.log());
      }
      return awaitCordon();
    }
  }

  /// Reports a fault on a node without one.
  public Pending fault() {
    int number = names.getAndIncrement();
    String node = world.nodeNames.get(number % world.nodeNames.size());
    String event = "start-" + number;
    world.fault(event, node, Bodies.AGENT, "0");
    return new Pending(event, node, world.nodes.expect(node, Seen::cordoned));
  }

  /// Waits until all that follows from a fault is done, and the same for its recovery.
  public void finish(Pending fault) {
    fault.awaitCordon();
    Await.one(
        world.events.expect(fault.event(), Seen.quarantined("Quarantined")),
        World.PATIENCE,
        "written: status of " + fault.event());
    String well = fault.event() + "-well";
    world.healthy(well, fault.node(), Bodies.AGENT);
    Await.one(
        world.events.expect(well, Seen.quarantined("UnQuarantined")),
        World.PATIENCE,
        "written: status of " + well);
    world.awaitQuiet();
  }
}
