package io.nodesentinel.reconcilers.port;

import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The nodes of the cluster. Thread-safe.
public interface Nodes {

  /// The newest version known here, which is never older than what [#patch] returned; null if there
  /// is no such node. Answers from memory.
  @Nullable NodeView get(String name);

  /// Reads the node from the API server and remembers it.
  ///
  /// @return null if there is no such node
  /// @throws ApiException if the server did not answer
  @Nullable NodeView read(String name);

  /// One write that is conditional on `patch.resourceVersion()`.
  ///
  /// @param stillMeant asked just before it is sent, which in a burst is long after it was decided
  ///   on: what else the decision depends on is as it was
  /// @return the node as it is after the write
  /// @throws ApiException of kind CONFLICT if the node changed since it was read, or if it is not
  ///   meant any more
  NodeView patch(NodePatch patch, BooleanSupplier stillMeant);

  /// One such write of conditions in the node's status.
  NodeView patchConditions(ConditionsPatch patch);
}
