package io.nodesentinel.reconcilers.drain;

import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.PodView;
import java.util.List;
import java.util.Set;

/// Which pods have to leave a node before it counts as drained.
public final class Countable {
  private static final Set<String> SYSTEM_NAMESPACES =
      Set.of("kube-system", "kube-public", "kube-node-lease");

  private Countable() {}

  /// The pods that count. Not counted: pods of DaemonSets, mirror pods, finished ones, those of
  /// system namespaces, those that opted out, and those that tolerate the session's taints for
  /// ever.
  static List<PodView> of(List<PodView> pods, List<Taint> taints) {
    return pods.stream()
        .filter(pod ->
            !pod.ownedByDaemonSet()
                && !pod.mirror()
                && !pod.finished()
                && !pod.optedOut()
                && !SYSTEM_NAMESPACES.contains(pod.namespace())
                && !toleratesForEver(pod, taints))
        .toList();
  }

  private static boolean toleratesForEver(PodView pod, List<Taint> taints) {
    return !taints.isEmpty()
        && taints.stream()
            .allMatch(t -> pod.endlessTolerations().stream().anyMatch(tol -> tol.tolerates(t)));
  }
}
