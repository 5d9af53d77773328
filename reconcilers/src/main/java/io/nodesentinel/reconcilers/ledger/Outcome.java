package io.nodesentinel.reconcilers.ledger;

import io.nodesentinel.datastore.StoredEvent;

/// What one event did to the ledger. Only what the event's status does not say yet is reported.
public sealed interface Outcome {

  StoredEvent event();

  /// It opened at least one fault that a policy acts upon and that is still open; whether the node
  /// is quarantined, was so already, or has to wait is for the planner to say.
  record Opened(StoredEvent event) implements Outcome {}

  /// A healthy event closed faults.
  ///
  /// @param acted at least one of them was acted upon, so the event belongs to the session
  /// @param count how many faults it closed
  record Closed(StoredEvent event, boolean acted, int count) implements Outcome {}

  /// It changes nothing on the node.
  record Noted(StoredEvent event, Verdict verdict, String message) implements Outcome {}
}
