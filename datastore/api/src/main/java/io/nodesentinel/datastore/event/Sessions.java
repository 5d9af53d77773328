package io.nodesentinel.datastore.event;

import static io.nodesentinel.datastore.client.Collection.HEALTH_EVENTS;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.OperationStatus;
import io.nodesentinel.datastore.client.DatabaseOperations;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.TextValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.query.Comparison;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Projection;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.UpdateBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Quarantine sessions as they show in the documents of a node.
final class Sessions {
  private static final FieldPath STATUS = HealthEventShape.status(StatusCodec.NODE);
  private static final FieldPath EVICTION =
      HealthEventShape.status(StatusCodec.EVICTION + ".status");
  private static final FieldPath CREATED = HealthEventShape.createdAt();
  private static final Value FIRST_ID = Value.of(new UUID(0, 0));
  private static final Projection ID_ONLY = new Projection(List.of(), true);

  private Sessions() {}

  static Filter hasStatus(Collection<NodeQuarantined> statuses) {
    return new Filter.In(STATUS, statuses.stream().map(Value::from).toList());
  }

  /// The events of the session that is open on a node: those that joined since the newest event
  /// that began or ended one, if that one began it.
  static Optional<Filter> current(DatabaseOperations operations, Filter ofNode) {
    return operations
        .findOne(
            HEALTH_EVENTS,
            new Filter.And(
                List.of(
                    ofNode,
                    hasStatus(Set.of(NodeQuarantined.Quarantined, NodeQuarantined.UnQuarantined)))),
            FindOptions.sorted(Sort.descending("createdAt").thenDescending("_id")))
        .map(HealthEventCodec::read)
        .filter(newest -> newest.status().nodeQuarantined() == NodeQuarantined.Quarantined)
        .map(begun ->
            new Filter.And(
                List.of(
                    ofNode,
                    new Filter.Compare(
                        CREATED, Comparison.GREATER_OR_EQUAL, Value.of(begun.createdAt())),
                    hasStatus(
                        Set.of(NodeQuarantined.Quarantined, NodeQuarantined.AlreadyQuarantined)))));
  }

  static Filter drained(Filter session) {
    return new Filter.And(
        List.of(
            session,
            new Filter.In(
                EVICTION,
                List.of(
                    Value.from(OperationStatus.Succeeded),
                    Value.from(OperationStatus.AlreadyDrained)))));
  }

  /// @return the ids of the events that were cancelled, oldest first
  static List<Value> cancel(DatabaseOperations operations, Filter session) {
    List<Value> ids =
        operations
            .find(
                HEALTH_EVENTS,
                session,
                FindOptions.sorted(Sort.ascending("createdAt").thenAscending("_id"))
                    .projected(ID_ONLY))
            .toList()
            .stream()
            .flatMap(document -> document.id().stream())
            .toList();
    operations.updateMany(
        HEALTH_EVENTS,
        new Filter.And(
            List.of(session, new Filter.Eq(EVICTION, Value.from(OperationStatus.InProgress)))),
        UpdateBuilder.update().set(EVICTION, Value.from(OperationStatus.Cancelled)).build());
    operations.updateMany(
        HEALTH_EVENTS,
        session,
        UpdateBuilder.update().set(STATUS, Value.from(NodeQuarantined.Cancelled)).build());
    return ids;
  }

  /// The filter, without events that were cancelled where these parts of a status would undo that.
  static Filter guarded(Filter filter, HealthEventStatus parts) {
    boolean onlyRemediation =
        parts.nodeQuarantined() == null
            && parts.userPodsEvictionStatus() == null
            && parts.quarantineFinishTimestamp() == null
            && parts.drainFinishTimestamp() == null
            && parts.conditions().isEmpty();
    return onlyRemediation
        ? filter
        : new Filter.And(
            List.of(
                filter,
                new Filter.Not(new Filter.Eq(STATUS, Value.from(NodeQuarantined.Cancelled)))));
  }

  /// What lies after a document in the order of ids. Texts come before all ids.
  static Filter after(Document last) {
    Value id = last.id().orElse(Value.nothing());
    Filter later = new Filter.Compare(FieldPath.ID, Comparison.GREATER, id);
    return id instanceof TextValue
        ? new Filter.Or(
            List.of(later, new Filter.Compare(FieldPath.ID, Comparison.GREATER_OR_EQUAL, FIRST_ID)))
        : later;
  }
}
