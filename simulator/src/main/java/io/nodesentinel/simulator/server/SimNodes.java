package io.nodesentinel.simulator.server;

import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Nodes as the API server keeps them: versions, conflicts, who set the cordon. The `people`
/// methods send what kubectl sends, and nothing where it sends nothing.
public final class SimNodes {
  /// What somebody put on a node by hand; the operator must leave it there.
  public record Foreign(Set<String> taints, Set<String> labels) {}

  private final Table<NodeView> table;
  private final Map<String, Foreign> foreign = new HashMap<>();
  private int uids;

  SimNodes(Table<NodeView> table) {
    this.table = table;
  }

  public Table<NodeView> table() {
    return table;
  }

  /// What people put on the node, as [#identity] of taints and keys of labels.
  public Foreign foreign(String name) {
    return foreign.computeIfAbsent(name, n -> new Foreign(new HashSet<>(), new HashSet<>()));
  }

  /// What makes two taints the same one to the API server.
  public static String identity(Taint taint) {
    return taint.key() + ":" + taint.effect();
  }

  /// The operator's conditional merge patch.
  ///
  /// @throws ApiException as the API server answers
  public NodeView patch(NodePatch patch) {
    NodeView node = at(patch.name(), patch.uid(), patch.resourceVersion());
    return put(applied(node, patch, NodeMarks.FIELD_MANAGER));
  }

  /// The operator's conditional strategic merge patch of conditions.
  ///
  /// @throws ApiException as the API server answers
  public NodeView patchConditions(ConditionsPatch patch) {
    NodeView node = at(patch.name(), patch.uid(), patch.resourceVersion());
    Map<String, NodeCondition> conditions = new LinkedHashMap<>();
    node.conditions().forEach(c -> conditions.put(c.type(), c));
    patch.set().forEach(c -> conditions.put(c.condition().type(), c.condition()));
    conditions.keySet().removeAll(patch.removed());
    return put(withConditions(node, List.copyOf(conditions.values())));
  }

  private NodeView at(String name, String uid, String version) {
    NodeView node = table.get(name);
    if (node == null) {
      throw new ApiException(ApiException.Kind.NOT_FOUND, "404 no such node", null, null);
    }
    if (!node.uid().equals(uid) || !node.resourceVersion().equals(version)) {
      throw new ApiException(ApiException.Kind.CONFLICT, "409 the node changed", null, null);
    }
    return node;
  }

  private static NodeView applied(NodeView node, NodePatch patch, String manager) {
    boolean unschedulable =
        patch.unschedulable() == null ? node.unschedulable() : patch.unschedulable();
    List<Taint> taints = patch.taints() == null ? node.taints() : patch.taints();
    Set<String> identities = new HashSet<>();
    for (Taint taint : taints) {
      if (!identities.add(identity(taint))) {
        throw new ApiException(
            ApiException.Kind.REJECTED, "422 taint " + taint + " is there twice", null, null);
      }
    }
    Set<String> owners = node.cordonOwners();
    if (unschedulable != node.unschedulable()) {
      owners = unschedulable ? Set.of(manager) : Set.of();
    }
    return with(
        node,
        merged(node.labels(), patch.labels()),
        merged(node.annotations(), patch.annotations()),
        unschedulable,
        owners,
        taints,
        node.ready());
  }

  // What people do.

  /// `kubectl cordon`.
  public void cordon(String name) {
    change(
        name,
        n ->
            n.unschedulable()
                ? n
                : with(
                    n,
                    n.labels(),
                    n.annotations(),
                    true,
                    Set.of("kubectl-cordon"),
                    n.taints(),
                    n.ready()));
  }

  /// `kubectl uncordon`.
  public void uncordon(String name) {
    change(name, n -> with(n, n.labels(), n.annotations(), false, Set.of(), n.taints(), n.ready()));
  }

  /// `kubectl taint --overwrite`.
  public void taint(String name, Taint taint) {
    change(
        name,
        n -> {
          foreign(name).taints().add(identity(taint));
          if (n.taints().contains(taint)) {
            return n;
          }
          List<Taint> taints = new ArrayList<>(n.taints());
          taints.removeIf(taint::sameIdentity);
          taints.add(taint);
          return withTaints(n, taints);
        });
  }

  /// `kubectl taint KEY-`.
  public void untaint(String name, String key) {
    change(
        name,
        n -> {
          List<Taint> taints = new ArrayList<>(n.taints());
          taints.removeIf(t -> t.key().equals(key));
          foreign(name).taints().removeIf(t -> t.startsWith(key + ":"));
          return withTaints(n, taints);
        });
  }

  /// `kubectl label --overwrite`; null removes it.
  public void label(String name, String key, @Nullable String value) {
    change(
        name,
        n -> {
          if (value == null) {
            foreign(name).labels().remove(key);
          } else {
            foreign(name).labels().add(key);
          }
          return with(
              n,
              merged(n.labels(), Map.of(key, Optional.ofNullable(value))),
              n.annotations(),
              n.unschedulable(),
              n.cordonOwners(),
              n.taints(),
              n.ready());
        });
  }

  /// `kubectl annotate --overwrite`; null removes it.
  public void annotate(String name, String key, @Nullable String value) {
    change(
        name,
        n ->
            with(
                n,
                n.labels(),
                merged(n.annotations(), Map.of(key, Optional.ofNullable(value))),
                n.unschedulable(),
                n.cordonOwners(),
                n.taints(),
                n.ready()));
  }

  /// The kubelet stops or goes on.
  public void ready(String name, boolean ready) {
    change(
        name,
        n ->
            with(
                n,
                n.labels(),
                n.annotations(),
                n.unschedulable(),
                n.cordonOwners(),
                n.taints(),
                ready));
  }

  /// The kubelet's heartbeat: a new version in which nothing changed that matters.
  public void heartbeat(String name) {
    NodeView node = table.get(name);
    if (node != null) {
      table.put(name, version -> atVersion(node, version));
    }
  }

  /// A machine joins.
  ///
  /// @param machine its system UUID
  public void add(String name, String machine, Instant now) {
    foreign.remove(name);
    String uid = "uid-" + ++uids;
    table.put(
        name,
        version ->
            new NodeView(
                name,
                uid,
                machine,
                String.valueOf(version),
                now,
                Map.of("kubernetes.io/hostname", name),
                Map.of(),
                false,
                Set.of(),
                List.of(),
                List.of(),
                true));
  }

  public void remove(String name) {
    foreign.remove(name);
    table.remove(name);
  }

  private void change(String name, UnaryOperator<NodeView> change) {
    NodeView node = table.get(name);
    if (node != null) {
      put(change.apply(node));
    }
  }

  /// A write that changes nothing makes no new version.
  private NodeView put(NodeView next) {
    NodeView before = table.get(next.name());
    return next.equals(before) ? next : table.put(next.name(), v -> atVersion(next, v));
  }

  private static NodeView withTaints(NodeView n, List<Taint> taints) {
    return with(
        n, n.labels(), n.annotations(), n.unschedulable(), n.cordonOwners(), taints, n.ready());
  }

  private static NodeView withConditions(NodeView n, List<NodeCondition> conditions) {
    return new NodeView(
        n.name(),
        n.uid(),
        n.systemUuid(),
        n.resourceVersion(),
        n.createdAt(),
        n.labels(),
        n.annotations(),
        n.unschedulable(),
        n.cordonOwners(),
        n.taints(),
        conditions,
        n.ready());
  }

  private static NodeView with(
      NodeView n,
      Map<String, String> labels,
      Map<String, String> annotations,
      boolean unschedulable,
      Set<String> owners,
      List<Taint> taints,
      boolean ready) {
    return new NodeView(
        n.name(),
        n.uid(),
        n.systemUuid(),
        n.resourceVersion(),
        n.createdAt(),
        labels,
        annotations,
        unschedulable,
        owners,
        taints,
        n.conditions(),
        ready);
  }

  private static NodeView atVersion(NodeView n, long version) {
    return new NodeView(
        n.name(),
        n.uid(),
        n.systemUuid(),
        String.valueOf(version),
        n.createdAt(),
        n.labels(),
        n.annotations(),
        n.unschedulable(),
        n.cordonOwners(),
        n.taints(),
        n.conditions(),
        n.ready());
  }

  private static Map<String, String> merged(
      Map<String, String> present, Map<String, Optional<String>> changes) {
    Map<String, String> merged = new HashMap<>(present);
    changes.forEach(
        (key, value) -> value.ifPresentOrElse(v -> merged.put(key, v), () -> merged.remove(key)));
    return merged;
  }
}
