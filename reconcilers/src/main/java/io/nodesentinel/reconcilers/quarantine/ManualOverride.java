package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import java.util.Optional;

/// Somebody undid what a session wants. Seen from the node's state, not from an edge, so it is
/// found also when it happened while nobody looked.
public final class ManualOverride {
  private ManualOverride() {}

  /// What was done, as the end of a sentence that begins with "somebody"; empty if the node is as
  /// the session left it.
  ///
  /// A cordon that changed hands counts too: the only way to that is an uncordon and a cordon
  /// between two looks. If managedFields say nothing, our own record is believed.
  public static Optional<String> detect(NodeView node, NodeRecord record) {
    if (record.cordon() && !node.unschedulable()) {
      return Optional.of("uncordoned the node");
    }
    if (record.ownsCordon()
        && !node.cordonOwners().isEmpty()
        && !node.cordonOwners().contains(NodeMarks.FIELD_MANAGER)) {
      return Optional.of(
          "("
              + String.join(", ", node.cordonOwners())
              + ") uncordoned the node and cordoned it again");
    }
    for (Taint taint : record.taints()) {
      if (!node.taints().contains(taint)) {
        return Optional.of("removed or changed the taint " + taint);
      }
    }
    return Optional.empty();
  }
}
