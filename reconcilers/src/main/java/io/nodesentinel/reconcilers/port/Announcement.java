package io.nodesentinel.reconcilers.port;

/// One Kubernetes event about a node.
///
/// @param nodeUid the Node object that it regards
/// @param reason a stable word, one of [Reason]
/// @param note a sentence of at most 1,024 characters
public record Announcement(String nodeName, String nodeUid, Reason reason, String note) {

  /// The stable reasons of events on a Node.
  public enum Reason {
    Quarantined(false),
    Held(true),
    Released(false),
    ManuallyReleased(false),
    DrainStarted(false),
    DrainBlocked(true),
    Drained(false),
    DrainFailed(true),
    DrainCancelled(false),
    OwnedByOther(true);

    private final boolean warning;

    Reason(boolean warning) {
      this.warning = warning;
    }

    /// The event's type is `Warning`, not `Normal`.
    public boolean isWarning() {
      return warning;
    }
  }
}
