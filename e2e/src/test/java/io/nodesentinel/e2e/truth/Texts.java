package io.nodesentinel.e2e.truth;

import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Answers as texts to compare: without versions, UIDs, times and what Kubernetes itself puts
/// there.
final class Texts {
  private Texts() {}

  static boolean isOfKubernetes(Taint taint) {
    return taint.key().startsWith("node.kubernetes.io/");
  }

  static String of(NodeView node) {
    TreeSet<String> taints = new TreeSet<>();
    node.taints().stream().filter(t -> !isOfKubernetes(t)).forEach(t -> taints.add(t.toString()));
    TreeMap<String, String> labels = new TreeMap<>(node.labels());
    labels.keySet().removeIf(k -> !k.startsWith("example.com/") && !k.equals("rack"));
    TreeSet<String> conditions = new TreeSet<>();
    node.conditions().stream()
        .filter(NodeCondition::isOurs)
        .forEach(c -> conditions.add(c.type() + "=" + c.status() + " " + c.reason()));
    return "%s by %s, taints %s, labels %s, annotations %s, conditions %s"
        .formatted(
            node.unschedulable() ? "cordoned" : "schedulable",
            new TreeSet<>(node.cordonOwners()),
            taints,
            labels,
            new TreeMap<>(node.annotations()),
            conditions);
  }

  static String of(@Nullable QuarantineView q) {
    return q == null
        ? "none"
        : "generation %d, by a person %s, theirs %s, deleting %s, finalizer %s, phase %s, reason %s"
            .formatted(
                q.generation(),
                q.madeByPerson(),
                new TreeSet<>(q.personFields()),
                q.deleting(),
                q.finalizer(),
                q.status().phase(),
                q.spec().reason());
  }

  static String of(EvictionResult result) {
    return result.getClass().getSimpleName();
  }

  /// Adds what a watch told, if it is something else than the last time.
  static void add(List<String> texts, NodeView node) {
    TreeSet<String> taints = new TreeSet<>();
    node.taints().stream().filter(t -> !isOfKubernetes(t)).forEach(t -> taints.add(t.toString()));
    String text =
        (node.unschedulable() ? "cordoned " : "schedulable ")
            + taints
            + " "
            + node.labels().get("rack");
    if (texts.isEmpty() || !texts.getLast().equals(text)) {
      texts.add(text);
    }
  }
}
