package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The ownership record of a session, written on the Node in the same patch that cordons it: what
/// we applied, what was there before, and the faults that justify it. It is the commit point;
/// everything else can be made again from it and the store.
///
/// @param nodeUid the Node object it was written for; on another object it means nothing
/// @param by `faults`, or the person who asked
/// @param cordon the session wants the node cordoned, whoever cordoned it
/// @param taints what we added; `labels` likewise
/// @param preCordon the node was cordoned by somebody else when the session began to want it so
/// @param preTaints taints that the session wants and that were there before
/// @param more faults that did not fit
public record NodeRecord(
    String session,
    String nodeUid,
    Instant startedAt,
    String by,
    boolean cordon,
    List<Taint> taints,
    Map<String, String> labels,
    boolean preCordon,
    List<Taint> preTaints,
    List<RecordedFault> faults,
    int more) {

  /// One fault that justifies the session.
  ///
  /// @param event the stored event that opened it
  public record RecordedFault(
      FaultKey key, String event, Instant since, Instant lastSeen, List<String> policies) {

    public RecordedFault {
      policies = List.copyOf(policies);
    }
  }

  public NodeRecord {
    taints = List.copyOf(taints);
    labels = Map.copyOf(labels);
    preTaints = List.copyOf(preTaints);
    faults = List.copyOf(faults);
  }

  /// The cordon is ours to take off: the session wanted it and nobody had set it before.
  public boolean ownsCordon() {
    return cordon && !preCordon;
  }

  /// The node as it would be without this session, for policies to judge.
  public NodeView without(NodeView node) {
    return new NodeView(
        node.name(),
        node.uid(),
        node.systemUuid(),
        node.resourceVersion(),
        node.createdAt(),
        minus(node.labels()),
        node.annotations(),
        node.unschedulable() && !ownsCordon(),
        node.cordonOwners(),
        node.taints().stream().filter(t -> !taints.contains(t)).toList(),
        node.conditions().stream().filter(c -> !c.isOurs()).toList(),
        node.ready());
  }

  private Map<String, String> minus(Map<String, String> nodeLabels) {
    Map<String, String> rest = new HashMap<>(nodeLabels);
    rest.keySet().removeAll(labels.keySet());
    return rest;
  }
}
