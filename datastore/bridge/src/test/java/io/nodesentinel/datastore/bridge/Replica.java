package io.nodesentinel.datastore.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/// One leading replica, without its decisions: what it is told, and what a test lets it write.
final class Replica implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

  final Queue<String> changed = new ConcurrentLinkedQueue<>();
  final AtomicInteger readable = new AtomicInteger();
  final AtomicInteger reconsidered = new AtomicInteger();
  final Map<String, Instant> openSince = new ConcurrentHashMap<>();
  final Map<String, List<ObjectEvent>> objects = new ConcurrentHashMap<>();
  final Set<String> needed = new HashSet<>();
  final DatastoreNodeEvents events;

  Replica(Supplier<DataStore> opener) {
    this(opener, 1_000);
  }

  Replica(Supplier<DataStore> opener, int maxEvents) {
    events =
        new DatastoreNodeEvents(
            opener,
            new Surroundings(
                InstantSource.fixed(NOW),
                () -> true,
                changed::add,
                readable::incrementAndGet,
                reconsidered::incrementAndGet,
                () -> Map.copyOf(openSince),
                () -> Duration.ofHours(24),
                (_, name) -> needed.contains(name),
                node -> objects.getOrDefault(node, List.of()),
                maxEvents));
  }

  /// Begins to lead, and waits until everything is read.
  Replica lead() {
    events.begin();
    awaitKnown();
    return this;
  }

  void awaitKnown() {
    eventually(() -> assertThat(events.health().known()).isTrue());
  }

  void awaitUnknown() {
    eventually(() -> assertThat(events.health().known()).isFalse());
  }

  /// The only event of a node, once there is one.
  StoredEvent awaitOne(String node) {
    eventually(() -> assertThat(events.eventsOf(node)).hasSize(1));
    return events.eventsOf(node).getFirst();
  }

  List<String> names(String node) {
    return events.eventsOf(node).stream().map(e -> e.ref().id()).toList();
  }

  StatusWrite write(StoredEvent event, @Nullable NodeQuarantined said, String verdict) {
    return events.writeStatus(event.ref(), status(said, verdict));
  }

  static HealthEventStatus status(@Nullable NodeQuarantined said, String verdict) {
    return new HealthEventStatus(
        said,
        null,
        null,
        null,
        null,
        null,
        1L,
        List.of(
            new StatusCondition(
                "Evaluated", ConditionStatus.True, verdict, "A test says so.", NOW, 1L)));
  }

  /// The words of a status, which a store may fill up with those that say nothing.
  static List<@Nullable Object> said(HealthEventStatus status) {
    return Arrays.asList(status.nodeQuarantined(), status.conditions());
  }

  static void eventually(ThrowingRunnable assertion) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(assertion);
  }

  @Override
  public void close() {
    events.close();
  }
}
