package io.nodesentinel.reconcilers.testing;

import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.Nodes;
import io.nodesentinel.reconcilers.quarantine.NodeRecord;
import io.nodesentinel.reconcilers.quarantine.NodeRecordCodec;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Nodes as the API server keeps them: versions, conflicts, who set the cordon. Also watches over
/// what the operator must never do: take off what is somebody else's.
public final class FakeNodes implements Nodes {
  private final World world;
  private final Map<String, NodeView> nodes = new TreeMap<>();
  private final Map<String, Set<String>> foreign = new HashMap<>();
  private int uids;

  FakeNodes(World world) {
    this.world = world;
  }

  @Override
  public @Nullable NodeView get(String name) {
    return nodes.get(name);
  }

  @Override
  public @Nullable NodeView read(String name) {
    return nodes.get(name);
  }

  /// The node; it is there.
  public NodeView now(String name) {
    NodeView node = nodes.get(name);
    if (node == null) {
      throw new AssertionError("no node " + name);
    }
    return node;
  }

  public Set<String> names() {
    return Set.copyOf(nodes.keySet());
  }

  public Optional<NodeRecord> record(String name) {
    NodeView node = nodes.get(name);
    return node == null
        ? Optional.empty()
        : NodeRecordCodec.read(node.annotations().get(NodeMarks.RECORD_ANNOTATION));
  }

  @Override
  public NodeView patch(NodePatch patch, BooleanSupplier stillMeant) {
    return world.write(
        "node " + patch.name(),
        () -> {
          NodeView node = nodes.get(patch.name());
          if (node == null) {
            throw new ApiException(ApiException.Kind.NOT_FOUND, "gone", null, null);
          }
          if (!stillMeant.getAsBoolean()
              || !node.uid().equals(patch.uid())
              || !node.resourceVersion().equals(patch.resourceVersion())) {
            throw new ApiException(ApiException.Kind.CONFLICT, "changed", null, null);
          }
          NodeView next = applied(node, patch);
          watch(node, next, patch);
          return put(next);
        });
  }

  @Override
  public NodeView patchConditions(ConditionsPatch patch) {
    return world.write(
        "conditions of node " + patch.name(),
        () -> {
          NodeView node = nodes.get(patch.name());
          if (node == null) {
            throw new ApiException(ApiException.Kind.NOT_FOUND, "gone", null, null);
          }
          if (!node.uid().equals(patch.uid())
              || !node.resourceVersion().equals(patch.resourceVersion())) {
            throw new ApiException(ApiException.Kind.CONFLICT, "changed", null, null);
          }
          List<NodeCondition> conditions = new ArrayList<>(node.conditions());
          conditions.removeIf(c ->
              patch.removed().contains(c.type())
                  || patch.set().stream().anyMatch(s -> s.condition().type().equals(c.type())));
          patch.set().forEach(s -> conditions.add(s.condition()));
          return put(
              new NodeView(
                  node.name(),
                  node.uid(),
                  node.systemUuid(),
                  node.resourceVersion(),
                  node.createdAt(),
                  node.labels(),
                  node.annotations(),
                  node.unschedulable(),
                  node.cordonOwners(),
                  node.taints(),
                  conditions,
                  node.ready()));
        });
  }

  private static NodeView applied(NodeView node, NodePatch patch) {
    boolean unschedulable =
        patch.unschedulable() == null ? node.unschedulable() : patch.unschedulable();
    Set<String> owners = node.cordonOwners();
    if (unschedulable != node.unschedulable()) {
      owners = unschedulable ? Set.of(NodeMarks.FIELD_MANAGER) : Set.of();
    }
    List<Taint> taints = patch.taints() == null ? node.taints() : patch.taints();
    Set<String> identities = new HashSet<>();
    for (Taint taint : taints) {
      if (!identities.add(identity(taint))) {
        throw new ApiException(
            ApiException.Kind.REJECTED, "taint " + taint + " is there twice", null, null);
      }
    }
    return view(
        node,
        merged(node.labels(), patch.labels()),
        merged(node.annotations(), patch.annotations()),
        unschedulable,
        owners,
        taints);
  }

  private void watch(NodeView node, NodeView next, NodePatch patch) {
    Set<String> theirs = foreign.getOrDefault(node.name(), Set.of());
    if (node.unschedulable()
        && !next.unschedulable()
        && !node.cordonOwners().contains(NodeMarks.FIELD_MANAGER)) {
      world.violated("took off a cordon of " + node.cordonOwners() + " on " + node.name());
    }
    for (Taint taint : node.taints()) {
      if (theirs.contains("taint " + identity(taint)) && !next.taints().contains(taint)) {
        world.violated("took off or changed the foreign taint " + taint + " of " + node.name());
      }
    }
    node.labels()
        .forEach((key, value) -> {
          if (theirs.contains("label " + key) && !value.equals(next.labels().get(key))) {
            world.violated("took off or changed the foreign label " + key + " of " + node.name());
          }
        });
    boolean starts =
        !node.annotations().containsKey(NodeMarks.RECORD_ANNOTATION)
            && patch.annotations().containsKey(NodeMarks.RECORD_ANNOTATION);
    if (starts) {
      world.started(node, next);
    }
  }

  /// Somebody else than the operator changes the node.
  public void change(String name, UnaryOperator<NodeView> change) {
    NodeView node = nodes.get(name);
    if (node != null) {
      put(change.apply(node));
    }
  }

  /// `kubectl cordon`: nothing is sent if the node is cordoned already.
  public void cordon(String name) {
    change(
        name,
        n ->
            n.unschedulable()
                ? n
                : view(n, n.labels(), n.annotations(), true, Set.of("kubectl-cordon"), n.taints()));
  }

  /// `kubectl uncordon`.
  public void uncordon(String name) {
    change(name, n -> view(n, n.labels(), n.annotations(), false, Set.of(), n.taints()));
  }

  /// `kubectl taint --overwrite`.
  public void taint(String name, Taint taint) {
    change(
        name,
        n -> {
          if (n.taints().contains(taint)) {
            return n;
          }
          List<Taint> taints = new ArrayList<>(n.taints());
          taints.removeIf(taint::sameIdentity);
          taints.add(taint);
          theirs(name).add("taint " + identity(taint));
          return view(n, n.labels(), n.annotations(), n.unschedulable(), n.cordonOwners(), taints);
        });
  }

  /// `kubectl taint KEY-`.
  public void untaint(String name, String key) {
    change(
        name,
        n -> {
          List<Taint> taints = new ArrayList<>(n.taints());
          taints.removeIf(t -> t.key().equals(key));
          theirs(name).removeIf(s -> s.startsWith("taint " + key + ":"));
          return view(n, n.labels(), n.annotations(), n.unschedulable(), n.cordonOwners(), taints);
        });
  }

  /// `kubectl label`; null removes it.
  public void label(String name, String key, @Nullable String value) {
    change(
        name,
        n -> {
          if (value != null) {
            theirs(name).add("label " + key);
          } else {
            theirs(name).remove("label " + key);
          }
          return view(
              n,
              merged(n.labels(), Map.of(key, Optional.ofNullable(value))),
              n.annotations(),
              n.unschedulable(),
              n.cordonOwners(),
              n.taints());
        });
  }

  /// `kubectl annotate`; null removes it.
  public void annotate(String name, String key, @Nullable String value) {
    change(
        name,
        n ->
            view(
                n,
                n.labels(),
                merged(n.annotations(), Map.of(key, Optional.ofNullable(value))),
                n.unschedulable(),
                n.cordonOwners(),
                n.taints()));
  }

  /// The node's kubelet stops or goes on.
  public void ready(String name, boolean ready) {
    change(
        name,
        n ->
            new NodeView(
                n.name(),
                n.uid(),
                n.systemUuid(),
                world.nextVersion(),
                n.createdAt(),
                n.labels(),
                n.annotations(),
                n.unschedulable(),
                n.cordonOwners(),
                n.taints(),
                n.conditions(),
                ready));
  }

  public void add(String name, String systemUuid) {
    foreign.remove(name);
    put(
        new NodeView(
            name,
            "uid-" + ++uids,
            systemUuid,
            world.nextVersion(),
            world.instant().truncatedTo(ChronoUnit.SECONDS),
            Map.of("kubernetes.io/hostname", name),
            Map.of(),
            false,
            Set.of(),
            List.of(),
            List.of(),
            true));
  }

  public void remove(String name) {
    nodes.remove(name);
    foreign.remove(name);
    world.changed(name);
  }

  private NodeView put(NodeView node) {
    NodeView before = nodes.get(node.name());
    NodeView next = node;
    if (before != null && sameButVersion(before, node)) {
      return before;
    }
    if (before != null && before.resourceVersion().equals(node.resourceVersion())) {
      next = withVersion(node, world.nextVersion());
    }
    nodes.put(next.name(), next);
    world.changed(next.name());
    return next;
  }

  private Set<String> theirs(String name) {
    return foreign.computeIfAbsent(name, n -> new HashSet<>());
  }

  private static boolean sameButVersion(NodeView a, NodeView b) {
    return withVersion(a, "").equals(withVersion(b, ""));
  }

  private static NodeView withVersion(NodeView n, String version) {
    return new NodeView(
        n.name(),
        n.uid(),
        n.systemUuid(),
        version,
        n.createdAt(),
        n.labels(),
        n.annotations(),
        n.unschedulable(),
        n.cordonOwners(),
        n.taints(),
        n.conditions(),
        n.ready());
  }

  /// A copy with other contents, at the same version.
  public static NodeView view(
      NodeView n,
      Map<String, String> labels,
      Map<String, String> annotations,
      boolean unschedulable,
      Set<String> owners,
      List<Taint> taints) {
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
        n.ready());
  }

  private static Map<String, String> merged(
      Map<String, String> present, Map<String, Optional<String>> changes) {
    Map<String, String> merged = new HashMap<>(present);
    changes.forEach(
        (key, value) -> value.ifPresentOrElse(v -> merged.put(key, v), () -> merged.remove(key)));
    return merged;
  }

  private static String identity(Taint taint) {
    return taint.key() + ":" + taint.effect();
  }
}
