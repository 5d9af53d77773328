package io.nodesentinel.reconcilers.policy;

import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.FactKind;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An event and its node as the variables of expressions, in the shapes that [CelEnvironment]
/// declares. Each is made when the first expression asks for it. Not thread-safe.
final class Facts {
  private final HealthEventSpec event;
  private final NodeView node;
  private @Nullable Map<String, ?> eventVariables;
  private @Nullable Map<String, ?> nodeVariables;

  Facts(HealthEventSpec event, NodeView node) {
    this.event = event;
    this.node = node;
  }

  Map<String, ?> variables(FactKind kind) {
    return switch (kind) {
      case HealthEvent -> {
        if (eventVariables == null) {
          eventVariables = Map.of("event", shape(event));
        }
        yield eventVariables;
      }
      case Node -> {
        if (nodeVariables == null) {
          nodeVariables = Map.of("node", shape(node));
        }
        yield nodeVariables;
      }
    };
  }

  private static Map<String, Object> shape(HealthEventSpec event) {
    Map<String, Object> fields = HashMap.newHashMap(16);
    fields.put("nodeName", event.nodeName());
    fields.put("agent", event.agent());
    fields.put("componentClass", event.componentClass());
    fields.put("checkName", event.checkName());
    fields.put("version", (long) event.version());
    fields.put("isHealthy", event.isHealthy());
    fields.put("isFatal", event.isFatal());
    fields.put("message", event.message());
    fields.put("recommendedAction", event.recommendedAction().name());
    fields.put("customRecommendedAction", event.customRecommendedAction());
    fields.put("errorCode", event.errorCode());
    fields.put("entitiesImpacted", event.entitiesImpacted().stream().map(Facts::shape).toList());
    fields.put("metadata", event.metadata());
    fields.put("processingStrategy", event.processingStrategy().name());
    if (event.generatedTimestamp() != null) {
      fields.put("generatedTimestamp", event.generatedTimestamp());
    }
    return fields;
  }

  private static Map<String, String> shape(Entity entity) {
    return Map.of("entityType", entity.entityType(), "entityValue", entity.entityValue());
  }

  private static Map<String, Object> shape(NodeView node) {
    List<Map<String, String>> taints =
        node.taints().stream()
            .map(t -> Map.of("key", t.key(), "value", t.value(), "effect", t.effect()))
            .toList();
    List<Map<String, String>> conditions =
        node.conditions().stream()
            .map(c -> Map.of("type", c.type(), "status", c.status(), "reason", c.reason()))
            .toList();
    return Map.of(
        "metadata",
        Map.of(
            "name",
            node.name(),
            "uid",
            node.uid(),
            "labels",
            node.labels(),
            "annotations",
            ours(node.annotations())),
        "spec",
        Map.of("unschedulable", node.unschedulable(), "taints", taints),
        "status",
        Map.of("conditions", conditions));
  }

  private static Map<String, String> ours(Map<String, String> annotations) {
    return annotations.entrySet().stream()
        .filter(e -> e.getKey().startsWith(NodeMarks.PREFIX))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
