package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.datastore.StoredEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which stored events belong to the session that is ending.
final class SessionEvents {
  private SessionEvents() {}

  /// The reports that opened the session's faults, and, for events whose faults are closed already
  /// or that others wrote, the rule of the field: if the newest event of the node that is
  /// Quarantined or UnQuarantined is Quarantined, then all since that one which are Quarantined or
  /// AlreadyQuarantined.
  static List<StoredEvent> of(List<StoredEvent> events, List<Fault> ledger) {
    Set<String> sources = new HashSet<>();
    for (Fault fault : ledger) {
      boolean inSession = fault.state() == FaultState.Open || fault.state() == FaultState.Held;
      if (inSession && fault.sourceEvent() != null) {
        sources.add(fault.sourceEvent());
      }
    }
    int start = events.size();
    for (int i = events.size() - 1; i >= 0; i--) {
      NodeQuarantined said = events.get(i).status().nodeQuarantined();
      if (said == NodeQuarantined.Quarantined) {
        start = i;
        break;
      }
      if (said == NodeQuarantined.UnQuarantined) {
        break;
      }
    }
    List<StoredEvent> session = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      StoredEvent event = events.get(i);
      NodeQuarantined said = event.status().nodeQuarantined();
      boolean quarantined =
          said == NodeQuarantined.Quarantined || said == NodeQuarantined.AlreadyQuarantined;
      if (sources.contains(event.ref().id()) || i >= start && quarantined) {
        session.add(event);
      }
    }
    return session;
  }
}
