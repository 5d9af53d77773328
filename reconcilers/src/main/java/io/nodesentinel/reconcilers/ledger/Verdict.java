package io.nodesentinel.reconcilers.ledger;

/// What came of an event: the reasons of its condition `Evaluated`.
public enum Verdict {
  Quarantined,
  AlreadyQuarantined,
  Released,
  NoFault,
  NoPolicyMatched,
  StoreOnly,
  Skipped,
  Held,
  Cancelled,
  CoolOff,
  TooOld,
  UnknownNode,
  NotManaged,
  Repeated;

  /// Reasons that were true of the policies, the node or the cap of that time; a later look may
  /// find that the event matters after all.
  boolean isProvisional() {
    return switch (this) {
      case NoPolicyMatched, TooOld, UnknownNode, NotManaged, Held, Skipped, StoreOnly -> true;
      case Quarantined, AlreadyQuarantined, Released, NoFault, Cancelled, CoolOff, Repeated ->
          false;
    };
  }
}
