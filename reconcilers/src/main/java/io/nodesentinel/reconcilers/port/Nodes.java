package io.nodesentinel.reconcilers.port;

import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
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
  /// @return the node as it is after the write
  /// @throws ApiException of kind CONFLICT if the node changed since it was read
  NodeView patch(NodePatch patch);
}
