package io.nodesentinel.e2e.truth;

import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An API server, simulated or real, as the script of [TruthE2E] uses it: what the operator sends
/// through its ports, and what people send with kubectl.
interface Side {
  // The operator.

  NodeView node(String name);

  NodeView patch(NodePatch patch);

  NodeView patchConditions(ConditionsPatch patch);

  @Nullable QuarantineView quarantine(String name);

  QuarantineView write(QuarantineWrite write);

  void letGo(QuarantineView quarantine);

  void delete(QuarantineView quarantine);

  EventRef event(String name);

  StatusWrite writeStatus(EventRef ref, HealthEventStatus status);

  EvictionResult evict(PodView pod);

  // People, monitors, and the rest of the cluster.

  void addNode(String name);

  void removeNode(String name);

  void cordon(String node);

  void uncordon(String node);

  void taint(String node, Taint taint);

  void untaint(String node, String key);

  void label(String node, String key, @Nullable String value);

  void annotate(String node, String key, @Nullable String value);

  void create(NodeQuarantineSpec request);

  void remove(String quarantine);

  /// @return the name of the event
  String report(HealthEventSpec report);

  void removeEvent(String name);

  /// A pod that stays in termination once it is deleted. Those whose names begin with "job" may
  /// come under a budget.
  PodView pod(String node, String name);

  /// A disruption budget allows no eviction of pods whose names begin with "job".
  void forbidEvictions();

  /// What a watch has told of the node since the last call, without repetitions: whether it is
  /// cordoned, its taints, and the label "rack".
  List<String> watched(String node);
}
