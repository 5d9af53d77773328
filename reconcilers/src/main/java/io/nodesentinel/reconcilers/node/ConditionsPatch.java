package io.nodesentinel.reconcilers.node;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One conditional write of conditions in a node's status. Conditions of other types stay as they
/// are.
///
/// @param uid the node object it is meant for
/// @param resourceVersion the version that it was decided on
/// @param set the conditions that are new or say something else now
/// @param removed the types that go
public record ConditionsPatch(
    String name, String uid, String resourceVersion, List<Change> set, Set<String> removed) {

  /// @param movedAt when its status became another one; null if only its reason did
  public record Change(NodeCondition condition, String message, @Nullable Instant movedAt) {}

  public ConditionsPatch {
    set = List.copyOf(set);
    removed = Set.copyOf(removed);
  }
}
