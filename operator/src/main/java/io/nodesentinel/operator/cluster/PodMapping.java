package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.TolerationView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// From the client's Pod to the plain values of a drain.
final class PodMapping {
  private static final String MIRROR = "kubernetes.io/config.mirror";

  private PodMapping() {}

  static PodView view(Pod pod) {
    ObjectMeta meta = pod.getMetadata();
    String node = pod.getSpec().getNodeName();
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return new PodView(
        meta.getNamespace().intern(),
        meta.getName(),
        meta.getUid(),
        node == null ? "" : node.intern(),
        isOfDaemonSet(meta.getOwnerReferences()),
        orEmpty(meta.getAnnotations()).containsKey(MIRROR),
        "Succeeded".equals(phase) || "Failed".equals(phase),
        meta.getDeletionTimestamp() != null,
        "false".equals(orEmpty(meta.getLabels()).get(NodeMarks.MANAGED_LABEL)),
        endless(pod.getSpec().getTolerations()));
  }

  private static boolean isOfDaemonSet(@Nullable List<OwnerReference> owners) {
    return owners != null
        && owners.stream()
            .anyMatch(
                o -> Boolean.TRUE.equals(o.getController()) && o.getKind().equals("DaemonSet"));
  }

  private static List<TolerationView> endless(@Nullable List<Toleration> tolerations) {
    if (tolerations == null) {
      return List.of();
    }
    return tolerations.stream()
        .filter(t -> t.getTolerationSeconds() == null)
        .map(t ->
            new TolerationView(
                t.getKey() == null ? "" : t.getKey(),
                "Exists".equals(t.getOperator()),
                t.getValue() == null ? "" : t.getValue(),
                t.getEffect() == null ? "" : t.getEffect()))
        .toList();
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
