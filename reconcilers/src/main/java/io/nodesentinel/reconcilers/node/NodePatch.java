package io.nodesentinel.reconcilers.node;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One conditional write of a node. What is absent stays as it is.
///
/// @param uid the node object it is meant for
/// @param resourceVersion the version that it was decided on
/// @param unschedulable the new value, or null to leave it
/// @param taints the whole new list, or null to leave it
/// @param labels new values; an empty Optional removes the label
/// @param annotations as `labels`
public record NodePatch(
    String name,
    String uid,
    String resourceVersion,
    @Nullable Boolean unschedulable,
    @Nullable List<Taint> taints,
    Map<String, Optional<String>> labels,
    Map<String, Optional<String>> annotations) {

  public NodePatch {
    taints = taints == null ? null : List.copyOf(taints);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}
