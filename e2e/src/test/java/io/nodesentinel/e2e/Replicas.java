package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A leader and its warm standby: two processes that compete for one lease.
final class Replicas implements AutoCloseable {
  private final List<OperatorUnderTest> both;

  private Replicas(List<OperatorUnderTest> both) {
    this.both = both;
  }

  /// Starts both, and waits until one leads and the other one is warm.
  ///
  /// @param name begins the names of their logs
  static Replicas start(Path first, Path second, String name, String... flags) {
    OperatorUnderTest one = OperatorUnderTest.start(first, name + "-1", flags);
    Replicas replicas =
        new Replicas(List.of(one, OperatorUnderTest.launch(second, name + "-2", flags)));
    replicas.complete();
    return replicas;
  }

  /// Starts whichever is down, and waits until there is a leader and a warm standby again.
  void complete() {
    both.stream().filter(one -> !one.isRunning()).forEach(OperatorUnderTest::launch);
    eventually(
        "a leader and a warm standby",
        this::describe,
        () -> {
          assertThat(both).allMatch(one -> one.answer("/readyz").status() == 200);
          assertThat(both).filteredOn(Replicas::leads).hasSize(1);
        });
  }

  OperatorUnderTest leader() {
    return both.stream().filter(Replicas::leads).findFirst().orElseThrow();
  }

  OperatorUnderTest standby() {
    return both.stream().filter(one -> !leads(one)).findFirst().orElseThrow();
  }

  /// The one that is not `one`.
  OperatorUnderTest otherThan(OperatorUnderTest one) {
    return both.get(0) == one ? both.get(1) : both.get(0);
  }

  /// Whether it was the first that was started.
  boolean isFirst(OperatorUnderTest one) {
    return both.get(0) == one;
  }

  /// Waits until the replica leads.
  ///
  /// @param since a moment of [System#nanoTime()]
  /// @return how long after that it did
  static Duration awaitLeading(OperatorUnderTest next, long since, Duration deadline) {
    eventually(
        deadline, "the standby to lead", next::describe, () -> assertThat(leads(next)).isTrue());
    return Duration.ofNanos(System.nanoTime() - since);
  }

  private static boolean leads(OperatorUnderTest one) {
    return one.isRunning() && one.metric("nodesentinel_leader").orElse(0) == 1;
  }

  String describe() {
    return both.get(0).describe() + "\n" + both.get(1).describe();
  }

  @Override
  public void close() {
    both.forEach(OperatorUnderTest::close);
  }
}
