package io.nodesentinel.datastore.kubernetes.client;

import io.nodesentinel.crds.EvictionStatus;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.OperationStatus;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.memory.Evaluator;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The quarantine session that is open on a node, as its events tell it. Pure.
///
/// @param starter the event that began it: the newest that is `Quarantined`, if none that came
///   later is `UnQuarantined`
/// @param joined those since then that are `Quarantined` or `AlreadyQuarantined`, oldest first,
///   without the starter
record SessionEvents(StoredHealthEvent starter, List<StoredHealthEvent> joined) {
  private static final Comparator<StoredHealthEvent> OLDEST_FIRST =
      Comparator.comparing(
          SessionEvents::keys,
          Evaluator.comparator(Sort.ascending("createdAt").thenAscending(Document.ID)));

  private static Document keys(StoredHealthEvent event) {
    return Document.builder()
        .put("createdAt", Value.of(event.createdAt()))
        .put(Document.ID, event.id().orElse(Value.nothing()))
        .build();
  }

  /// The open session among the events of a node; empty if there is none.
  static Optional<SessionEvents> of(Collection<StoredHealthEvent> events) {
    Optional<StoredHealthEvent> newest =
        events.stream()
            .filter(event ->
                isOne(event, NodeQuarantined.Quarantined)
                    || isOne(event, NodeQuarantined.UnQuarantined))
            .max(OLDEST_FIRST);
    return newest
        .filter(event -> isOne(event, NodeQuarantined.Quarantined))
        .map(starter ->
            new SessionEvents(
                starter,
                events.stream()
                    .filter(event -> !event.equals(starter))
                    .filter(event -> !event.createdAt().isBefore(starter.createdAt()))
                    .filter(event ->
                        isOne(event, NodeQuarantined.Quarantined)
                            || isOne(event, NodeQuarantined.AlreadyQuarantined))
                    .sorted(OLDEST_FIRST)
                    .toList()));
  }

  private static boolean isOne(StoredHealthEvent event, NodeQuarantined status) {
    return event.status().nodeQuarantined() == status;
  }

  /// The events by the time of their creation.
  static List<StoredHealthEvent> inOrder(Collection<StoredHealthEvent> events) {
    return events.stream().sorted(OLDEST_FIRST).toList();
  }

  /// One of the events says that the node is drained.
  boolean isDrained() {
    return Stream.concat(Stream.of(starter), joined.stream())
        .map(event -> event.status().userPodsEvictionStatus())
        .anyMatch(eviction ->
            eviction != null
                && (eviction.status() == OperationStatus.Succeeded
                    || eviction.status() == OperationStatus.AlreadyDrained));
  }

  /// The parts of the status that an event of a cancelled session gets.
  static HealthEventStatus cancelled(HealthEventStatus now) {
    EvictionStatus eviction = now.userPodsEvictionStatus();
    return new HealthEventStatus(
        NodeQuarantined.Cancelled,
        eviction != null && eviction.status() == OperationStatus.InProgress
            ? new EvictionStatus(OperationStatus.Cancelled, eviction.message())
            : eviction,
        now.quarantineFinishTimestamp(),
        now.drainFinishTimestamp(),
        now.faultRemediated(),
        now.lastRemediationTimestamp(),
        now.observedGeneration(),
        now.conditions());
  }
}
