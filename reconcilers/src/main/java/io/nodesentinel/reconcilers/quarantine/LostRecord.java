package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.Owned;
import io.nodesentinel.crds.PreExisting;
import io.nodesentinel.crds.Session;
import io.nodesentinel.reconcilers.node.NodeView;
import java.util.List;
import java.util.Objects;

/// The record of a session whose annotation somebody removed, made again from the status.
final class LostRecord {
  private LostRecord() {}

  /// @param situation of a session that its status calls active
  static NodeRecord from(String nodeName, NodeView node, Situation situation) {
    NodeQuarantineStatus status = situation.status();
    Session session =
        Objects.requireNonNull(status.session(), () -> "no session in the status of " + nodeName);
    Owned owned = status.owned() == null ? Owned.none() : status.owned();
    PreExisting pre = status.preExisting() == null ? PreExisting.none() : status.preExisting();
    return new NodeRecord(
        session.id(),
        node.uid(),
        session.startedAt(),
        session.by(),
        owned.cordon() || pre.cordon(),
        StatusFold.fromSpecs(owned.taints()),
        owned.labels(),
        pre.cordon(),
        StatusFold.fromSpecs(pre.taints()),
        List.of(),
        0);
  }
}
