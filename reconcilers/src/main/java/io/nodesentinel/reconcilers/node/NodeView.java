package io.nodesentinel.reconcilers.node;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the decision side knows of one node at one resourceVersion.
///
/// @param uid the object's UID; another UID under the same name is another object
/// @param systemUuid the machine's own identity (`status.nodeInfo.systemUUID`), empty if unknown
/// @param resourceVersion what a conditional write is conditional on
/// @param createdAt when this Node object was created, in whole seconds
/// @param labels all labels
/// @param annotations those under `nodesentinel.io/` only
/// @param cordonOwners the field managers of `spec.unschedulable`; empty if nobody set it, or if
///   managedFields were stripped
/// @param ready the condition `Ready` is `True`
public record NodeView(
    String name,
    String uid,
    String systemUuid,
    String resourceVersion,
    Instant createdAt,
    Map<String, String> labels,
    Map<String, String> annotations,
    boolean unschedulable,
    Set<String> cordonOwners,
    List<Taint> taints,
    List<NodeCondition> conditions,
    boolean ready) {

  public NodeView {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    cordonOwners = Set.copyOf(cordonOwners);
    taints = List.copyOf(taints);
    conditions = List.copyOf(conditions);
  }

  /// Carries one of the labels that kubeadm and its kin put on control-plane nodes.
  public boolean isControlPlane() {
    return labels.containsKey("node-role.kubernetes.io/control-plane")
        || labels.containsKey("node-role.kubernetes.io/master");
  }

  /// False if a person opted this node out (`nodesentinel.io/managed: "false"`), or the operator
  /// leaves.
  public boolean isManaged() {
    return !"false".equals(labels.get(NodeMarks.MANAGED_LABEL)) && !isLeft();
  }

  /// Why it is not managed, as a sentence.
  public String whyNotManaged() {
    return isLeft()
        ? "NodeSentinel leaves this cluster and puts its nodes back."
        : "The node is labelled nodesentinel.io/managed=false.";
  }

  private boolean isLeft() {
    return annotations.containsKey(NodeMarks.LEAVING_ANNOTATION);
  }

  /// The same node, as it is seen by an operator that leaves.
  public NodeView asLeft() {
    Map<String, String> marked = new HashMap<>(annotations);
    marked.put(NodeMarks.LEAVING_ANNOTATION, "true");
    return new NodeView(
        name,
        uid,
        systemUuid,
        resourceVersion,
        createdAt,
        labels,
        marked,
        unschedulable,
        cordonOwners,
        taints,
        conditions,
        ready);
  }

  /// True while a person froze automation here; a manual release still works.
  public boolean isOnHold() {
    return annotations.containsKey(NodeMarks.HOLD_ANNOTATION);
  }

  /// No new work lands here now, whoever is the reason: cordoned, not ready, or in a session.
  public boolean isOut() {
    return unschedulable || !ready || annotations.containsKey(NodeMarks.RECORD_ANNOTATION);
  }
}
