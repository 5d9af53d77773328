package io.nodesentinel.e2e.bench.datastore;

import java.time.Duration;
import java.util.List;

/// How much is measured.
///
/// @param writers how many write at the same time, one measurement each
/// @param rounds how often inserts with and without the change stream are measured in turn
/// @param warmUp of each measurement, not counted
/// @param load how long each measurement counts
/// @param paced how long writers keep the rate of the latency target
/// @param idle how long an idle watcher is looked at
/// @param backlog changes that wait for a client that comes back
public record DatastoreSettings(
    List<Integer> writers,
    int rounds,
    Duration warmUp,
    Duration load,
    Duration paced,
    Duration idle,
    int backlog) {

  public DatastoreSettings {
    writers = List.copyOf(writers);
  }

  public static DatastoreSettings full(int backlog) {
    return new DatastoreSettings(
        List.of(1, 8, 64),
        3,
        Duration.ofSeconds(1),
        Duration.ofSeconds(4),
        Duration.ofSeconds(20),
        Duration.ofSeconds(30),
        backlog);
  }

  /// Enough to see that it works; the figures say little.
  public static DatastoreSettings quick(int backlog) {
    return new DatastoreSettings(
        List.of(1, 8),
        1,
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        backlog);
  }
}
