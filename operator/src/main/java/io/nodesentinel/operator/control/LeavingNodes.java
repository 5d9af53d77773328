package io.nodesentinel.operator.control;

import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.Nodes;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The nodes as an operator sees them that leaves: as if a person had opted each of them out.
final class LeavingNodes implements Nodes {
  private final Nodes nodes;

  LeavingNodes(Nodes nodes) {
    this.nodes = nodes;
  }

  @Override
  public @Nullable NodeView get(String name) {
    return left(nodes.get(name));
  }

  @Override
  public @Nullable NodeView read(String name) {
    return left(nodes.read(name));
  }

  @Override
  public NodeView patch(NodePatch patch, BooleanSupplier stillMeant) {
    return nodes.patch(patch, stillMeant).asLeft();
  }

  @Override
  public NodeView patchConditions(ConditionsPatch patch) {
    return nodes.patchConditions(patch).asLeft();
  }

  private static @Nullable NodeView left(@Nullable NodeView node) {
    return node == null ? null : node.asLeft();
  }
}
