package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.Phase;
import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The conditions on the Node by which everybody else learns of a drain, under the names that
/// Kubernetes proposes for them (KEP-5683). Derived from the phase alone; they go with the session.
/// One of the same type that another actor wrote is left to it.
public final class DrainConditions {
  private static final String IN_PROGRESS = "DrainInProgress";
  private static final String DRAINED = "Drained";

  private DrainConditions() {}

  /// What a node has to say in this phase, and does not say yet.
  ///
  /// @param phase of the node's session; null for none
  /// @return null if it says so already
  static @Nullable ConditionsPatch change(NodeView node, @Nullable Phase phase, Instant now) {
    List<ConditionsPatch.Change> set = new ArrayList<>();
    Set<String> removed = new HashSet<>();
    for (String type : List.of(IN_PROGRESS, DRAINED)) {
      NodeCondition present = present(node, type);
      if (present != null && !present.isOurs()) {
        continue;
      }
      NodeCondition wanted = wanted(type, phase);
      if (wanted == null && present != null) {
        removed.add(type);
      } else if (wanted != null && !wanted.equals(present)) {
        boolean moved = present == null || !present.status().equals(wanted.status());
        set.add(new ConditionsPatch.Change(wanted, message(phase), moved ? now : null));
      }
    }
    return set.isEmpty() && removed.isEmpty()
        ? null
        : new ConditionsPatch(node.name(), node.uid(), node.resourceVersion(), set, removed);
  }

  /// The conditions of ours that a node in this phase carries; none if it does not drain.
  public static Set<NodeCondition> of(@Nullable Phase phase) {
    Set<NodeCondition> all = new HashSet<>();
    for (String type : List.of(IN_PROGRESS, DRAINED)) {
      NodeCondition wanted = wanted(type, phase);
      if (wanted != null) {
        all.add(wanted);
      }
    }
    return all;
  }

  private static @Nullable NodeCondition present(NodeView node, String type) {
    return node.conditions().stream().filter(c -> c.type().equals(type)).findFirst().orElse(null);
  }

  private static @Nullable NodeCondition wanted(String type, @Nullable Phase phase) {
    if (phase != Phase.Draining && phase != Phase.Drained && phase != Phase.DrainFailed) {
      return null;
    }
    boolean holds = type.equals(IN_PROGRESS) ? phase == Phase.Draining : phase == Phase.Drained;
    return new NodeCondition(
        type, holds ? "True" : "False", NodeCondition.REASON_PREFIX + phase.name());
  }

  private static String message(@Nullable Phase phase) {
    return phase == Phase.Draining
        ? "Pods have to leave; the NodeQuarantine says how many."
        : phase == Phase.Drained
            ? "No pod is left that counts."
            : "Pods did not leave in time; the NodeQuarantine says which.";
  }
}
