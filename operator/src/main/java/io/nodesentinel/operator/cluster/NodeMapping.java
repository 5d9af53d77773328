package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// From the client's Node to the plain values of the decision side; nothing else of it is kept.
final class NodeMapping {
  private NodeMapping() {}

  static NodeView view(Node node) {
    ObjectMeta meta = node.getMetadata();
    NodeSpec spec = node.getSpec() == null ? new NodeSpec() : node.getSpec();
    List<NodeCondition> conditions = conditions(node.getStatus());
    return new NodeView(
        meta.getName(),
        meta.getUid(),
        systemUuid(node.getStatus()),
        meta.getResourceVersion(),
        Instant.parse(meta.getCreationTimestamp()),
        meta.getLabels() == null ? Map.of() : meta.getLabels(),
        ours(meta.getAnnotations()),
        Boolean.TRUE.equals(spec.getUnschedulable()),
        cordonOwners(meta.getManagedFields()),
        spec.getTaints() == null
            ? List.of()
            : spec.getTaints().stream()
                .map(t ->
                    new Taint(
                        t.getKey(),
                        t.getValue() == null ? "" : t.getValue(),
                        t.getEffect(),
                        t.getTimeAdded()))
                .toList(),
        conditions,
        conditions.stream().anyMatch(c -> c.type().equals("Ready") && c.status().equals("True")));
  }

  private static List<NodeCondition> conditions(@Nullable NodeStatus status) {
    if (status == null || status.getConditions() == null) {
      return List.of();
    }
    return status.getConditions().stream()
        .map(c ->
            new NodeCondition(
                c.getType(), c.getStatus(), c.getReason() == null ? "" : c.getReason()))
        .toList();
  }

  private static String systemUuid(@Nullable NodeStatus status) {
    String uuid =
        status == null || status.getNodeInfo() == null
            ? null
            : status.getNodeInfo().getSystemUUID();
    return uuid == null ? "" : uuid;
  }

  private static Map<String, String> ours(@Nullable Map<String, String> annotations) {
    Map<String, String> ours = new HashMap<>();
    if (annotations != null) {
      annotations.forEach((key, value) -> {
        if (key.startsWith(NodeMarks.PREFIX)) {
          ours.put(key, value);
        }
      });
    }
    return ours;
  }

  private static Set<String> cordonOwners(@Nullable List<ManagedFieldsEntry> entries) {
    Set<String> owners = new HashSet<>();
    if (entries != null) {
      for (ManagedFieldsEntry entry : entries) {
        Map<String, Object> fields =
            entry.getFieldsV1() == null ? Map.of() : entry.getFieldsV1().getAdditionalProperties();
        if (fields.get("f:spec") instanceof Map<?, ?> spec && spec.containsKey("f:unschedulable")) {
          owners.add(entry.getManager());
        }
      }
    }
    return owners;
  }
}
