package io.nodesentinel.operator.control;

import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeView;
import java.util.List;

/// Which changes of a Node are worth a look. Kubelets write their nodes all the time; almost none
/// of it matters here.
public final class NodeChanges {
  private NodeChanges() {}

  /// Whether the change is worth a look.
  public static boolean matter(NodeView before, NodeView now) {
    return !before.uid().equals(now.uid())
        || before.unschedulable() != now.unschedulable()
        || before.ready() != now.ready()
        || !before.cordonOwners().equals(now.cordonOwners())
        || !before.taints().equals(now.taints())
        || !before.labels().equals(now.labels())
        || !before.annotations().equals(now.annotations())
        || !ours(before).equals(ours(now));
  }

  private static List<NodeCondition> ours(NodeView node) {
    return node.conditions().stream().filter(NodeCondition::isOurs).toList();
  }
}
