package io.nodesentinel.e2e.bench.scale;

import io.nodesentinel.e2e.bench.cluster.Proc;
import io.nodesentinel.e2e.bench.cluster.World;
import io.nodesentinel.e2e.bench.load.Operators;
import io.nodesentinel.e2e.local.OperatorJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/// Two replicas on the whole fleet. Closing it ends both.
final class Fleet implements AutoCloseable {
  static final String LEADER = "leader";
  static final String STANDBY = "standby";

  /// What a start comes to, seconds from the start of the process.
  ///
  /// @param watching everything is in memory
  /// @param leading NaN for one that does not
  /// @param acting the first cordon was seen; NaN for one that does not act
  /// @param memory when that was done; its peak is that of the first lists
  record Start(double watching, double leading, double acting, Proc.Memory memory) {}

  private final OperatorJvm leader;
  private final OperatorJvm standby;
  final Start leaderStart;
  final Start standbyStart;

  private Fleet(OperatorJvm leader, Start leaderStart, OperatorJvm standby, Start standbyStart) {
    this.leader = leader;
    this.leaderStart = leaderStart;
    this.standby = standby;
    this.standbyStart = standbyStart;
  }

  static Fleet start(Operators operators, Path logs, Sampler sampler)
      throws IOException, TimeoutException {
    Operators first = operators.withLog(logs.resolve("leader.log"));
    Operators.Pending fault = first.fault();
    Instant started = Instant.now();
    long start = System.nanoTime();
    sampler.mark("start");
    OperatorJvm leader = first.launch();
    try {
      sampler.watch(LEADER, leader.pid());
      double acting = (fault.awaitCordonBy(leader) - start) / 1e9;
      leader.awaitReady(World.PATIENCE);
      Start led = startOf(leader, started, acting);
      first.finish(fault);
      Instant second = Instant.now();
      OperatorJvm standby = second(operators.withLog(logs.resolve("standby.log")), sampler);
      try {
        standby.awaitReady(World.PATIENCE);
        return new Fleet(leader, led, standby, startOf(standby, second, Double.NaN));
      } catch (IOException | TimeoutException | RuntimeException e) {
        standby.close();
        throw e;
      }
    } catch (IOException | TimeoutException | RuntimeException e) {
      leader.close();
      throw e;
    }
  }

  private static OperatorJvm second(Operators operators, Sampler sampler) throws IOException {
    sampler.mark("standby");
    OperatorJvm standby = operators.launch();
    sampler.watch(STANDBY, standby.pid());
    return standby;
  }

  private static Start startOf(OperatorJvm operator, Instant started, double acting) {
    return new Start(
        OperatorLog.awaitSeconds(operator.log(), started, "watching "),
        OperatorLog.secondsUntil(operator.log(), started, "leading"),
        acting,
        Proc.memory(operator.pid()));
  }

  long leaderPid() {
    return leader.pid();
  }

  Proc.Memory leaderMemory() {
    return Proc.memory(leader.pid());
  }

  Proc.Memory standbyMemory() {
    return Proc.memory(standby.pid());
  }

  double leaderCpu() {
    return cpu(leader);
  }

  double standbyCpu() {
    return cpu(standby);
  }

  private static double cpu(OperatorJvm operator) {
    return Proc.cpu(Map.of("it", operator.pid())).getOrDefault("it", Double.NaN);
  }

  @Override
  public void close() {
    try {
      standby.close();
    } finally {
      leader.close();
    }
  }
}
