package io.nodesentinel.e2e.bench.datastore;

import io.nodesentinel.e2e.bench.cluster.Await;
import io.nodesentinel.e2e.bench.cluster.Proc;
import java.time.Duration;
import java.util.Map;

/// What it costs when nothing happens.
final class IdleCost {
  /// So late the server counts at most.
  private static final Duration SETTLE = Duration.ofSeconds(11);

  private IdleCost() {}

  /// What a while of rest took.
  ///
  /// @param queries a second in the database; each is a transaction of its own
  /// @param serverCpu share of one core, of all processes of the server
  /// @param clientCpu share of one core, of this process
  record Cost(double queries, double serverCpu, double clientCpu) {}

  static Cost measure(BenchPostgres postgres, String database, Duration time) {
    Await.pass(SETTLE);
    long queries = postgres.transactions(database);
    double server = postgres.cpuSeconds();
    double client = ownCpu();
    long from = System.nanoTime();
    Await.pass(time);
    double seconds = (System.nanoTime() - from) / 1e9;
    double serverCpu = (postgres.cpuSeconds() - server) / seconds;
    double clientCpu = (ownCpu() - client) / seconds;
    return new Cost((postgres.transactions(database) - queries) / seconds, serverCpu, clientCpu);
  }

  private static double ownCpu() {
    return Proc.cpu(Map.of("bench", ProcessHandle.current().pid())).getOrDefault("bench", 0.0);
  }
}
