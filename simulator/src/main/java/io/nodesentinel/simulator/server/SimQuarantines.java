package io.nodesentinel.simulator.server;

import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `NodeQuarantine` objects as the API server keeps them: spec and status are two writes by
/// server-side apply, `metadata.generation` moves with the spec and with the request to delete, a
/// finalizer delays the end.
public final class SimQuarantines {
  private final Table<QuarantineView> table;
  private final InstantSource clock;
  private int uids;

  SimQuarantines(Table<QuarantineView> table, InstantSource clock) {
    this.table = table;
    this.clock = clock;
  }

  private Instant now() {
    return clock.instant();
  }

  public Table<QuarantineView> table() {
    return table;
  }

  /// The status; empty if there is no object.
  public NodeQuarantineStatus status(String name) {
    QuarantineView present = table.get(name);
    return present == null ? NodeQuarantineStatus.empty() : present.status();
  }

  /// The operator creates an object that asks for nothing yet.
  public QuarantineView createEmpty(String name) {
    if (table.get(name) != null) {
      throw new ApiException(ApiException.Kind.CONFLICT, "409 it is there already", null, null);
    }
    String uid = "nq-" + ++uids;
    NodeQuarantineSpec empty =
        new NodeQuarantineSpec(
            name, null, NodeMarks.FIELD_MANAGER, null, List.of(), Map.of(), null);
    return table.put(
        name,
        v ->
            new QuarantineView(
                name,
                uid,
                String.valueOf(v),
                1,
                empty,
                false,
                Set.of(),
                null,
                true,
                NodeQuarantineStatus.empty()));
  }

  /// The operator applies a spec, or only its finalizer.
  ///
  /// @param base what the write is conditional on
  public QuarantineView applySpec(
      String name, QuarantineView base, @Nullable NodeQuarantineSpec spec) {
    QuarantineView present = current(base);
    NodeQuarantineSpec next = spec == null ? present.spec() : overlaid(spec, present);
    Set<String> taken = new HashSet<>(present.personFields());
    if (spec != null) {
      taken.removeAll(named(spec));
    }
    boolean same = next.equals(present.spec());
    return put(
        new QuarantineView(
            name,
            present.uid(),
            present.resourceVersion(),
            same ? present.generation() : present.generation() + 1,
            next,
            present.madeByPerson(),
            taken,
            present.deletedAt(),
            !present.deleting() || present.finalizer(),
            present.status()));
  }

  /// The operator applies a status.
  public QuarantineView applyStatus(QuarantineView base, NodeQuarantineStatus status) {
    return put(withStatus(current(base), status));
  }

  /// The operator takes its finalizer off.
  public void letGo(QuarantineView quarantine) {
    QuarantineView present = table.get(quarantine.nodeName());
    if (present == null) {
      return;
    }
    current(quarantine);
    if (present.deleting()) {
      table.remove(quarantine.nodeName());
    } else {
      put(withFlags(present, null, false));
    }
  }

  /// The operator deletes it.
  ///
  /// @return what is left of it; null if it is gone
  public @Nullable QuarantineView delete(QuarantineView quarantine) {
    if (table.get(quarantine.nodeName()) != null) {
      current(quarantine);
      remove(quarantine.nodeName());
    }
    return table.get(quarantine.nodeName());
  }

  private QuarantineView current(QuarantineView base) {
    QuarantineView present = table.get(base.nodeName());
    if (present == null) {
      throw new ApiException(ApiException.Kind.NOT_FOUND, "404 no such object", null, null);
    }
    if (!present.uid().equals(base.uid())
        || !present.resourceVersion().equals(base.resourceVersion())) {
      throw new ApiException(ApiException.Kind.CONFLICT, "409 the object changed", null, null);
    }
    return present;
  }

  // What people do.

  /// `kubectl create`.
  public void create(NodeQuarantineSpec spec) {
    if (table.get(spec.nodeName()) == null) {
      String uid = "nq-" + ++uids;
      table.put(
          spec.nodeName(),
          v ->
              new QuarantineView(
                  spec.nodeName(),
                  uid,
                  String.valueOf(v),
                  1,
                  spec,
                  true,
                  Set.of("nodeName", "reason", "requestedBy", "cordon", "drain"),
                  null,
                  false,
                  NodeQuarantineStatus.empty()));
    }
  }

  /// `kubectl edit`.
  ///
  /// @param fields those that the person owns from then on
  public void edit(String name, NodeQuarantineSpec spec, Set<String> fields) {
    QuarantineView present = table.get(name);
    if (present != null && !present.spec().equals(spec)) {
      Set<String> taken = new HashSet<>(present.personFields());
      taken.addAll(fields);
      put(
          new QuarantineView(
              name,
              present.uid(),
              present.resourceVersion(),
              present.generation() + 1,
              spec,
              isPersons(spec),
              taken,
              present.deletedAt(),
              present.finalizer(),
              present.status()));
    }
  }

  private static boolean isPersons(NodeQuarantineSpec spec) {
    return spec.requestedBy() != null && !NodeMarks.FIELD_MANAGER.equals(spec.requestedBy());
  }

  /// `kubectl delete`.
  public void remove(String name) {
    QuarantineView present = table.get(name);
    if (present == null) {
      return;
    }
    if (!present.finalizer()) {
      table.remove(name);
    } else if (!present.deleting()) {
      put(withFlags(present, now().truncatedTo(ChronoUnit.SECONDS), true));
    }
  }

  /// Somebody takes the finalizer off by hand and deletes it.
  public void destroy(String name) {
    table.remove(name);
  }

  private QuarantineView put(QuarantineView next) {
    QuarantineView before = table.get(next.nodeName());
    return next.equals(before) ? next : table.put(next.nodeName(), v -> atVersion(next, v));
  }

  private static QuarantineView withFlags(
      QuarantineView q, @Nullable Instant deletedAt, boolean finalizer) {
    return new QuarantineView(
        q.nodeName(),
        q.uid(),
        q.resourceVersion(),
        Objects.equals(deletedAt, q.deletedAt()) ? q.generation() : q.generation() + 1,
        q.spec(),
        q.madeByPerson(),
        q.personFields(),
        deletedAt,
        finalizer,
        q.status());
  }

  private static QuarantineView withStatus(QuarantineView q, NodeQuarantineStatus status) {
    return new QuarantineView(
        q.nodeName(),
        q.uid(),
        q.resourceVersion(),
        q.generation(),
        q.spec(),
        q.madeByPerson(),
        q.personFields(),
        q.deletedAt(),
        q.finalizer(),
        status);
  }

  private static QuarantineView atVersion(QuarantineView q, long version) {
    return new QuarantineView(
        q.nodeName(),
        q.uid(),
        String.valueOf(version),
        q.generation(),
        q.spec(),
        q.madeByPerson(),
        q.personFields(),
        q.deletedAt(),
        q.finalizer(),
        q.status());
  }

  /// Server-side apply by us: fields that we do not name and a person owns stay as they are.
  private static NodeQuarantineSpec overlaid(NodeQuarantineSpec ours, QuarantineView present) {
    NodeQuarantineSpec old = present.spec();
    Set<String> taken = present.personFields();
    return new NodeQuarantineSpec(
        ours.nodeName(),
        ours.reason() == null && taken.contains("reason") ? old.reason() : ours.reason(),
        ours.requestedBy(),
        ours.cordon() == null && taken.contains("cordon") ? old.cordon() : ours.cordon(),
        ours.taints().isEmpty() && taken.contains("taints") ? old.taints() : ours.taints(),
        ours.labels().isEmpty() && taken.contains("labels") ? old.labels() : ours.labels(),
        ours.drain() == null && taken.contains("drain") ? old.drain() : ours.drain());
  }

  private static Set<String> named(NodeQuarantineSpec spec) {
    Set<String> names = new HashSet<>(Set.of("nodeName", "requestedBy"));
    if (spec.reason() != null) {
      names.add("reason");
    }
    if (spec.cordon() != null) {
      names.add("cordon");
    }
    if (!spec.taints().isEmpty()) {
      names.add("taints");
    }
    if (!spec.labels().isEmpty()) {
      names.add("labels");
    }
    if (spec.drain() != null) {
      names.add("drain");
    }
    return names;
  }
}
