package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.port.Announcement;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import java.util.List;

/// One thing to do. The steps of a plan are done in order, each conditional on what was read; after
/// one that fails none of the rest is done, and the node is looked at again.
public sealed interface Step {

  /// From here on no pod of the node is evicted for this session.
  record StopEvictions(String session) implements Step {}

  /// A pod has to leave. Asked for once; the answer comes later.
  record Evict(PodView pod, String session) implements Step {}

  /// The Node itself.
  record PatchNode(NodePatch patch) implements Step {}

  /// What the Node's own conditions say of the drain.
  record PatchConditions(ConditionsPatch patch) implements Step {}

  /// The `NodeQuarantine` and its status.
  record WriteQuarantine(QuarantineWrite write) implements Step {}

  /// What became of one event.
  record WriteEvent(EventRef event, HealthEventStatus status) implements Step {}

  /// What became of several events of one session, as one.
  record WriteEvents(List<StatusChange> changes) implements Step {
    public WriteEvents {
      changes = List.copyOf(changes);
    }
  }

  /// A Kubernetes event on the Node.
  record Announce(Announcement announcement) implements Step {}

  /// The `NodeQuarantine` that a person deleted may go.
  record LetGo() implements Step {}

  /// The `NodeQuarantine` is of no more use.
  record DeleteQuarantine() implements Step {}
}
