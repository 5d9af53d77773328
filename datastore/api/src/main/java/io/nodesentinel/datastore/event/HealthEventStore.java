package io.nodesentinel.datastore.event;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The health events of a store. Thread-safe. Every method throws
/// [DatastoreException][io.nodesentinel.datastore.error.DatastoreException].
///
/// "Newest" is by `createdAt`, then by id.
public interface HealthEventStore {

  /// How the keys of documents are spelled here, for filters of one's own.
  HealthEventShape shape();

  /// Stores an event.
  ///
  /// @return its id; that of the stored one if its `idempotencyKey` is there already
  Value create(StoredHealthEvent event);

  /// Stores events, leaving out those whose `idempotencyKey` is there already, so that a call whose
  /// outcome is not known can be repeated.
  InsertResult createAll(List<StoredHealthEvent> events);

  Optional<StoredHealthEvent> byId(Value id);

  /// The newest event of a node.
  Optional<StoredHealthEvent> latestForNode(String nodeName);

  /// The newest event that matches.
  Optional<StoredHealthEvent> latest(Filter filter);

  /// The events of a node, oldest first.
  Cursor<StoredHealthEvent> byNode(String nodeName);

  /// The events whose `nodequarantined` is one of these, oldest first.
  Cursor<StoredHealthEvent> byStatus(Collection<NodeQuarantined> statuses);

  Cursor<StoredHealthEvent> byQuery(Filter filter, FindOptions options);

  /// Hands over what matches in batches, in the order of ids, without holding a connection while
  /// one is handled. What is stored meanwhile may or may not be seen; nothing is seen twice.
  ///
  /// @param size 1 to 10,000
  void inBatches(Filter filter, int size, Consumer<List<StoredHealthEvent>> batch);

  /// Writes those parts of the status that are not null; the others stay. A cancelled session is
  /// final: of its events only `faultRemediated` and `lastRemediationTimestamp` can change.
  StatusOutcome updateStatus(Value id, HealthEventStatus parts);

  /// The same for every event that matches.
  ///
  /// @return how many were matched and not cancelled
  long updateStatuses(Filter filter, HealthEventStatus parts);

  /// Notes the tracing span of services, by name of the service; others stay.
  ///
  /// @return false if there is no such event any more
  boolean putSpanIds(Value id, Map<String, String> spanIds);

  /// Whether the node is drained in its current quarantine session: one of the session's events has
  /// `Succeeded` or `AlreadyDrained`. False if there is no session.
  boolean isDrained(String nodeName);

  /// Cancels the current quarantine session of a node, in one transaction: if the newest event of
  /// the node that is `Quarantined` or `UnQuarantined` is `Quarantined`, every event of the node
  /// since then that is `Quarantined` or `AlreadyQuarantined` becomes `Cancelled`, and an eviction
  /// of pods that was in progress for it too. Repeating it changes nothing.
  ///
  /// @return the ids of the events that were cancelled; empty if there was no session
  default List<Value> cancelSession(String nodeName) {
    return cancelSessions(List.of(nodeName)).getOrDefault(nodeName, List.of());
  }

  /// The same for several nodes, all in one transaction.
  ///
  /// @return by node, those that had a session only
  Map<String, List<Value>> cancelSessions(Collection<String> nodeNames);
}
