package io.nodesentinel.datastore.bridge;

import static io.nodesentinel.datastore.client.Collection.HEALTH_EVENTS;

import io.nodesentinel.crds.EvictionStatus;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.OperationStatus;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.client.DatabaseOperations;
import io.nodesentinel.datastore.client.Found;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.HealthEventCodec;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.query.Comparison;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.UpdateBuilder;
import io.nodesentinel.datastore.spi.DataStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes statuses to documents: single fields, on the condition that the status is what it was
/// when the decision was made. A cancel goes before whatever somebody else wrote meanwhile, and is
/// not undone by what comes after it.
final class StatusWrites {
  private static final List<Value> CANCELLABLE =
      List.of(
          Value.nothing(),
          Value.of(""),
          Value.from(NodeQuarantined.Quarantined),
          Value.from(NodeQuarantined.AlreadyQuarantined),
          Value.from(NodeQuarantined.Cancelled));

  /// The verdict on the event that began a session of ours.
  private static final Value BEGAN = Value.from(NodeQuarantined.Quarantined);

  private final DataStore store;
  private final HealthEventShape shape;

  StatusWrites(DataStore store) {
    this.store = store;
    this.shape = store.healthEvents().shape();
  }

  /// One status and the row that it is for.
  record Wanted(EventRow row, HealthEventStatus status) {
    boolean isCancel() {
      return status.nodeQuarantined() == NodeQuarantined.Cancelled
          && row.event().status().nodeQuarantined() != NodeQuarantined.Cancelled;
    }
  }

  /// Sets what is different from what is stored.
  StatusWrite write(Wanted wanted) {
    Map<FieldPath, Value> fields = difference(wanted);
    if (fields.isEmpty()) {
      return StatusWrite.WRITTEN;
    }
    Filter asItWas = wanted.row().basis().filter(wanted.row().id());
    return update(store.client(), asItWas, fields) ? StatusWrite.WRITTEN : StatusWrite.CHANGED;
  }

  /// Cancels events in one transaction, and with them what others reported in the session: if the
  /// newest event of the node that began or ended one began it, then every event since; unless it
  /// began a later session of ours.
  ///
  /// @return what came of each, in the order given
  List<StatusWrite> cancel(List<Wanted> all) {
    return store
        .client()
        .withTransaction(operations -> {
          Map<String, Filter> sessions = new LinkedHashMap<>();
          Set<Value> ids = new HashSet<>();
          all.forEach(w -> ids.add(w.row().id()));
          for (Wanted wanted : all) {
            String node = wanted.row().nodeName();
            if (!sessions.containsKey(node)) {
              sessions.put(node, session(operations, node, ids));
            }
          }
          List<StatusWrite> results = new ArrayList<>();
          all.forEach(wanted -> results.add(cancel(operations, wanted)));
          sessions.values().forEach(session -> cancelRest(operations, session));
          return List.copyOf(results);
        });
  }

  private StatusWrite cancel(DatabaseOperations operations, Wanted wanted) {
    Filter byId = Filter.byId(wanted.row().id());
    Filter cancellable =
        new Filter.And(List.of(byId, new Filter.In(Basis.QUARANTINED, CANCELLABLE)));
    Map<FieldPath, Value> fields = new LinkedHashMap<>(difference(wanted));
    fields.put(Basis.QUARANTINED, Value.from(NodeQuarantined.Cancelled));
    // Somebody else's drain is not over because ours is; what was in progress is set below.
    fields.keySet().removeIf(path -> path.isPrefixOf(Basis.EVICTION));
    cancelEviction(operations, cancellable);
    return update(operations, cancellable, fields) ? StatusWrite.WRITTEN : StatusWrite.CHANGED;
  }

  private Filter session(DatabaseOperations operations, String node, Collection<Value> ids) {
    Filter ofNode = new Filter.Eq(shape.event("nodeName"), Value.of(node));
    return operations
        .findEach(
            HEALTH_EVENTS,
            new Filter.And(
                List.of(
                    ofNode,
                    ObjectCopies.NONE_OF_THEM,
                    said(NodeQuarantined.Quarantined, NodeQuarantined.UnQuarantined))),
            FindOptions.sorted(Sort.descending("createdAt").thenDescending(Document.ID))
                .limitedTo(1))
        .toList()
        .stream()
        // What else is in it, readable or not, does not matter here.
        .map(Found::document)
        .findFirst()
        .filter(newest ->
            newest.id().filter(ids::contains).isPresent()
                || !BEGAN.equals(Basis.of(newest).verdict()))
        .filter(newest -> BEGAN.equals(Basis.of(newest).quarantined()))
        .flatMap(newest -> newest.at(HealthEventShape.createdAt()).flatMap(StoredTimes::read))
        .<Filter>map(begun ->
            new Filter.And(
                List.of(
                    ofNode,
                    ObjectCopies.NONE_OF_THEM,
                    new Filter.Compare(
                        HealthEventShape.createdAt(),
                        Comparison.GREATER_OR_EQUAL,
                        Value.of(begun)))))
        .orElse(Filter.NONE);
  }

  private static void cancelRest(DatabaseOperations operations, Filter session) {
    if (session.equals(Filter.NONE)) {
      return;
    }
    Filter rest =
        new Filter.And(
            List.of(
                session, said(NodeQuarantined.Quarantined, NodeQuarantined.AlreadyQuarantined)));
    cancelEviction(operations, rest);
    operations.updateMany(
        HEALTH_EVENTS,
        rest,
        UpdateBuilder.update()
            .set(Basis.QUARANTINED, Value.from(NodeQuarantined.Cancelled))
            .build());
  }

  private static void cancelEviction(DatabaseOperations operations, Filter which) {
    operations.updateMany(
        HEALTH_EVENTS,
        new Filter.And(
            List.of(which, new Filter.Eq(Basis.EVICTION, Value.from(OperationStatus.InProgress)))),
        UpdateBuilder.update().set(Basis.EVICTION, Value.from(OperationStatus.Cancelled)).build());
  }

  private static Filter said(NodeQuarantined... words) {
    return new Filter.In(Basis.QUARANTINED, List.of(words).stream().map(Value::from).toList());
  }

  private Map<FieldPath, Value> difference(Wanted wanted) {
    Map<FieldPath, Value> fields = new LinkedHashMap<>();
    Map<FieldPath, Value> before =
        HealthEventCodec.statusFields(wanted.row().event().status(), shape);
    HealthEventCodec.statusFields(wanted.status(), shape)
        .forEach((path, value) -> {
          if (!value.equals(before.get(path))) {
            fields.put(path, value);
          }
        });
    return fields;
  }

  /// Stores what is known to have come of an event that its store has forgotten.
  boolean restore(EventRow row) {
    Map<FieldPath, Value> fields = HealthEventCodec.statusFields(row.event().status(), shape);
    return update(store.client(), row.basis().filter(row.id()), fields);
  }

  private static boolean update(
      DatabaseOperations operations, Filter filter, Map<FieldPath, Value> fields) {
    UpdateBuilder update = UpdateBuilder.update();
    fields.forEach(update::set);
    return operations.updateOne(HEALTH_EVENTS, filter, update.build()).matched() > 0;
  }

  /// What is stored after a write.
  Basis after(Wanted wanted) {
    Basis before = wanted.row().basis();
    Map<FieldPath, Value> fields = HealthEventCodec.statusFields(wanted.status(), shape);
    EvictionStatus eviction = wanted.status().userPodsEvictionStatus();
    return new Basis(
        fields.getOrDefault(Basis.QUARANTINED, before.quarantined()),
        eviction == null ? before.eviction() : Value.from(eviction.status()),
        fields.get(HealthEventShape.evaluated()) instanceof DocumentValue(Document evaluated)
            ? evaluated.at("reason").orElse(before.verdict())
            : before.verdict());
  }
}
