package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.reconcilers.cap.NodeCap;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.Ports;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan.Decision;

/// A node's place under the cap, from its reservation to the moment in which the census counts the
/// node, or it needs no place any more.
final class Places {
  private final NodeCap cap;
  private final Ports ports;

  Places(NodeCap cap, Ports ports) {
    this.cap = cap;
    this.ports = ports;
  }

  /// The place was taken, whatever became of the steps after it: the census counts the node now.
  void settleIfOut(String nodeName) {
    NodeView node = ports.nodes().get(nodeName);
    if (node != null && node.isOut() && cap.holdsPlace(nodeName)) {
      cap.settle(nodeName);
    }
  }

  /// Once a plan is carried out the node is in its session and counted as out, or it needs no
  /// place.
  void settle(String nodeName, QuarantinePlan plan) {
    if (plan.decision() != Decision.HOLD && !isWaiting(nodeName)) {
      cap.settle(nodeName);
    }
  }

  private boolean isWaiting(String nodeName) {
    QuarantineView quarantine = ports.quarantines().get(nodeName);
    return quarantine != null && HeldSince.of(quarantine).isPresent();
  }
}
