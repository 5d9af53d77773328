package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.NodeIdentity;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ledger of a `NodeQuarantine` that a person deleted and we have let go, until it is written
/// to the next one of the node. The events know which faults a person released, but not when; a
/// process that dies in between lets their cool-offs begin anew.
///
/// @param object the UID of the one that went
record LeftLedger(String object, @Nullable NodeIdentity node, List<Fault> faults) {

  /// @return null for an empty ledger: it may never have been written, and the events know better
  static @Nullable LeftLedger of(QuarantineView quarantine) {
    NodeQuarantineStatus status = quarantine.status();
    return status.faults().isEmpty()
        ? null
        : new LeftLedger(quarantine.uid(), status.node(), List.copyOf(status.faults()));
  }

  /// The node has an object again, with a ledger of its own.
  boolean isSucceededBy(@Nullable QuarantineView quarantine) {
    return quarantine != null
        && !quarantine.uid().equals(object)
        && quarantine.status().observedGeneration() != null;
  }

  /// As the status of an object that was never written to.
  NodeQuarantineStatus asStatus() {
    return NodeQuarantineStatus.empty().withNode(node).withFaults(faults);
  }
}
