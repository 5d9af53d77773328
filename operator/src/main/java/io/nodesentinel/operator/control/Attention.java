package io.nodesentinel.operator.control;

import io.nodesentinel.operator.cluster.NodeShelf;
import io.nodesentinel.operator.cluster.QuarantineShelf;
import io.nodesentinel.reconcilers.cap.NodeCap;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.Looks;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.quarantine.HeldSince;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which node is looked at when something beside the Node itself changed. Thread-safe.
public final class Attention {
  private final NodeShelf nodes;
  private final QuarantineShelf quarantines;
  private final Supplier<? extends Collection<String>> nodesWithEvents;
  private final NodeCap cap;
  private final Looks looks;

  /// @param nodesWithEvents names of nodes that the store has events of
  public Attention(
      NodeShelf nodes,
      QuarantineShelf quarantines,
      Supplier<? extends Collection<String>> nodesWithEvents,
      NodeCap cap,
      Looks looks) {
    this.nodes = nodes;
    this.quarantines = quarantines;
    this.nodesWithEvents = nodesWithEvents;
    this.cap = cap;
    this.looks = looks;
  }

  /// A pod on the node changed. Pods come and go on nodes of which nothing is asked; those cost no
  /// look.
  ///
  /// @param nodeName null for a pod that is bound nowhere
  public void podChanged(@Nullable String nodeName) {
    if (nodeName == null) {
      return;
    }
    NodeView node = nodes.view(nodeName);
    if (node != null && node.annotations().containsKey(NodeMarks.RECORD_ANNOTATION)) {
      looks.request(nodeName);
    }
  }

  /// The node's `NodeQuarantine` changed, or is gone: with it the ledger may be.
  public void quarantineChanged(String nodeName) {
    looks.request(nodeName);
  }

  /// Looks at every node about which anything is known.
  public void everywhere() {
    Set<String> names = new HashSet<>(nodesWithEvents.get());
    quarantines.views().forEach(q -> names.add(q.nodeName()));
    for (NodeView node : nodes.views()) {
      if (!node.annotations().isEmpty()
          || node.labels().containsKey(NodeMarks.STATE_LABEL)
          || node.conditions().stream().anyMatch(NodeCondition::isOurs)) {
        names.add(node.name());
      }
    }
    names.forEach(looks::request);
  }

  /// This replica begins to lead: those who waited under the one before it keep their turn.
  public void begin() {
    for (QuarantineView quarantine : quarantines.views()) {
      HeldSince.of(quarantine).ifPresent(since -> cap.remember(quarantine.nodeName(), since));
    }
    everywhere();
  }
}
