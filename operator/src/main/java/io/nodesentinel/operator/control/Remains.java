package io.nodesentinel.operator.control;

import io.nodesentinel.crds.Phase;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// What there is still to do before an operator that leaves may go. Pure.
final class Remains {
  private static final Set<Phase> OVER = Set.of(Phase.Released, Phase.Cancelled, Phase.Pending);

  private Remains() {}

  /// A sentence for each node that is not as it was yet, and for each debt to the store.
  static List<String> of(Collection<NodeView> nodes, Collection<QuarantineView> quarantines) {
    List<String> left = new ArrayList<>();
    for (NodeView node : nodes) {
      if (node.annotations().containsKey(NodeMarks.RECORD_ANNOTATION)
          || node.labels().containsKey(NodeMarks.STATE_LABEL)
          || node.conditions().stream().anyMatch(NodeCondition::isOurs)) {
        left.add("node " + node.name() + " is not put back yet");
      }
    }
    for (QuarantineView quarantine : quarantines) {
      Phase phase = quarantine.status().phase();
      if (phase != null && !OVER.contains(phase)) {
        left.add("NodeQuarantine " + quarantine.nodeName() + " is " + phase);
      } else if (!quarantine.status().owed().isEmpty()) {
        left.add(
            "NodeQuarantine %s owes the store %d statuses"
                .formatted(quarantine.nodeName(), quarantine.status().owed().size()));
      }
    }
    return left;
  }
}
