package io.nodesentinel.e2e;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What of a Node is ours or a person's to change: no taint, label or annotation of Kubernetes
/// itself.
///
/// @param taints as `key=value:effect`
/// @param labels those that neither Kubernetes nor the scene set
/// @param annotations only their keys
record NodeState(
    boolean cordoned,
    SortedSet<String> taints,
    Map<String, String> labels,
    SortedSet<String> annotations) {

  static final String RECORD = "nodesentinel.io/quarantine";
  static final String RELEASED_MANUALLY = "nodesentinel.io/released-manually";
  static final String STATE = "nodesentinel.io/state";

  static NodeState of(Node node) {
    Map<String, String> labels = new TreeMap<>(node.getMetadata().getLabels());
    labels.keySet().removeIf(key -> isOfKubernetes(key) || key.equals("type"));
    labels.remove(Scene.LABEL);
    return new NodeState(
        Boolean.TRUE.equals(node.getSpec().getUnschedulable()),
        node.getSpec().getTaints().stream()
            .filter(taint -> !isOfKubernetes(taint.getKey()))
            .map(NodeState::text)
            .collect(Collectors.toCollection(TreeSet::new)),
        labels,
        node.getMetadata().getAnnotations().keySet().stream()
            .filter(key -> key.startsWith("nodesentinel.io/") && !key.contains("/test-"))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /// Nothing is on it: as a fake node is made.
  static NodeState untouched() {
    return new NodeState(false, new TreeSet<>(), Map.of(), new TreeSet<>());
  }

  boolean isInSession() {
    return annotations.contains(RECORD);
  }

  private static boolean isOfKubernetes(String key) {
    String domain = key.contains("/") ? key.substring(0, key.indexOf('/')) : "";
    return domain.equals("kubernetes.io")
        || domain.endsWith(".kubernetes.io")
        || domain.equals("k8s.io")
        || domain.endsWith(".k8s.io");
  }

  private static String text(Taint taint) {
    String value = taint.getValue() == null ? "" : taint.getValue();
    return taint.getKey() + "=" + value + ":" + taint.getEffect();
  }
}
