package io.nodesentinel.e2e.controlplane;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a control plane runs and how.
///
/// @param apiServerFlags further flags of kube-apiserver, after ours, so that they win
/// @param controllers the controllers of kube-controller-manager that are on; all others are off
/// @param nodeMonitorPeriod how often the node lifecycle controller looks at all nodes: it puts
///   taints on nodes that are not ready and takes them off. Costs CPU in proportion to the nodes
/// @param withControllers false for etcd and kube-apiserver alone: no controller, no scheduler, no
///   kubelet, and so no fake node either
/// @param fakeNodes how many fake nodes exist and are ready when the start returns
public record ControlPlaneSettings(
    List<String> apiServerFlags,
    List<String> controllers,
    Duration nodeMonitorPeriod,
    boolean withControllers,
    int fakeNodes) {
  /// Enough for Deployments, Jobs, DaemonSets, StatefulSets, evictions and taints. The node
  /// lifecycle controller must be on: admission puts the not-ready taint on every new node, and
  /// nothing else takes it off.
  public static final List<String> USUAL_CONTROLLERS =
      List.of(
          "clusterrole-aggregation-controller",
          "daemonset-controller",
          "deployment-controller",
          "disruption-controller",
          "garbage-collector-controller",
          "job-controller",
          "namespace-controller",
          "node-lifecycle-controller",
          "pod-garbage-collector-controller",
          "replicaset-controller",
          "root-ca-certificate-publisher-controller",
          "serviceaccount-controller",
          "statefulset-controller",
          "taint-eviction-controller");

  public ControlPlaneSettings {
    apiServerFlags = List.copyOf(apiServerFlags);
    controllers = List.copyOf(controllers);
    if (fakeNodes < 0 || (fakeNodes > 0 && !withControllers)) {
      throw new IllegalArgumentException(
          "fakeNodes is %d; it must be at least 0, and 0 without controllers".formatted(fakeNodes));
    }
    if (nodeMonitorPeriod.toMillis() <= 0) {
      throw new IllegalArgumentException("nodeMonitorPeriod must be at least 1 ms");
    }
  }

  /// All five programs, the usual controllers, no fake nodes yet.
  public static ControlPlaneSettings full() {
    return new ControlPlaneSettings(List.of(), USUAL_CONTROLLERS, Duration.ofSeconds(1), true, 0);
  }

  /// etcd and kube-apiserver alone.
  public static ControlPlaneSettings apiServerOnly() {
    return new ControlPlaneSettings(List.of(), USUAL_CONTROLLERS, Duration.ofSeconds(1), false, 0);
  }

  public ControlPlaneSettings withApiServerFlags(List<String> flags) {
    return new ControlPlaneSettings(
        flags, controllers, nodeMonitorPeriod, withControllers, fakeNodes);
  }

  public ControlPlaneSettings withControllers(List<String> names) {
    return new ControlPlaneSettings(
        apiServerFlags, names, nodeMonitorPeriod, withControllers, fakeNodes);
  }

  public ControlPlaneSettings withNodeMonitorPeriod(Duration period) {
    return new ControlPlaneSettings(
        apiServerFlags, controllers, period, withControllers, fakeNodes);
  }

  public ControlPlaneSettings withFakeNodes(int count) {
    return new ControlPlaneSettings(
        apiServerFlags, controllers, nodeMonitorPeriod, withControllers, count);
  }

  /// The programs that these settings need.
  public Set<Program> programs() {
    return withControllers
        ? EnumSet.allOf(Program.class)
        : EnumSet.of(Program.ETCD, Program.KUBE_APISERVER);
  }
}
