package io.nodesentinel.simulator.server;

import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.simulator.world.Chance;
import io.nodesentinel.simulator.world.Timeline;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Pods: kubelets that end those that are deleted, a controller that makes new ones where there is
/// room, and disruption budgets.
public final class SimPods {
  private static final String NAMESPACE = "work";

  private final Table<PodView> table;
  private final SimNodes nodes;
  private final Timeline time;
  private final Chance chance;
  private final Set<String> budgeted = new HashSet<>();
  private int uids;

  SimPods(Table<PodView> table, SimNodes nodes, Timeline time, Chance chance) {
    this.table = table;
    this.nodes = nodes;
    this.time = time;
    this.chance = chance;
  }

  public Table<PodView> table() {
    return table;
  }

  public List<PodView> onNode(String node) {
    return table.values().stream().filter(p -> p.nodeName().equals(node)).toList();
  }

  /// Starts a pod.
  public void start(String node, String name) {
    PodView pod = pod(node, name, "pod-" + ++uids, false);
    table.put(pod.id(), v -> pod);
  }

  private static PodView pod(String node, String name, String uid, boolean terminating) {
    return new PodView(
        NAMESPACE, name, uid, node, false, false, false, terminating, false, List.of());
  }

  /// A disruption budget forbids evictions of pods whose names begin so, or allows them again.
  public void budget(String prefix, boolean forbids) {
    if (forbids) {
      budgeted.add(prefix);
    } else {
      budgeted.remove(prefix);
    }
  }

  /// The eviction subresource.
  public EvictionResult evict(PodView asked) {
    PodView present = table.get(asked.id());
    if (present == null) {
      return new EvictionResult.Gone();
    }
    // The budget is asked before the precondition.
    if (!present.terminating() && budgeted.stream().anyMatch(present.name()::startsWith)) {
      return new EvictionResult.Blocked("Cannot evict pod as it would violate its budget");
    }
    if (!present.uid().equals(asked.uid())) {
      return new EvictionResult.Gone();
    }
    if (present.terminating()) {
      return new EvictionResult.Accepted();
    }
    terminate(present);
    return new EvictionResult.Accepted();
  }

  private void terminate(PodView pod) {
    table.put(pod.id(), v -> pod(pod.nodeName(), pod.name(), pod.uid(), true));
    time.after(chance.skewedMillis(20_000), () -> end(pod));
  }

  private void end(PodView pod) {
    PodView present = table.get(pod.id());
    if (present != null && present.uid().equals(pod.uid())) {
      table.remove(pod.id());
      time.after(chance.millis(50, 2_000), () -> replace(pod));
    }
  }

  /// What a controller and the scheduler do.
  private void replace(PodView pod) {
    List<NodeView> free =
        nodes.table().values().stream()
            .filter(n -> !n.unschedulable() && n.ready() && n.taints().isEmpty())
            .toList();
    if (!free.isEmpty()) {
      String base = pod.name().substring(0, pod.name().indexOf('-') + 1);
      start(chance.of(free).name(), base + (uids + 1));
    }
  }

  /// The node is gone; so are its pods, some time later.
  public void nodeGone(String node) {
    time.after(
        Duration.ofSeconds(5),
        () -> {
          if (nodes.table().get(node) == null) {
            onNode(node).forEach(this::end);
          }
        });
  }
}
