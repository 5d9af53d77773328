package io.nodesentinel.reconcilers.node;

/// One entry of a node's `status.conditions`, without its times.
public record NodeCondition(String type, String status, String reason) {
  /// The reasons of ours begin so.
  public static final String REASON_PREFIX = "NodeSentinel";

  /// We wrote it, and may take it off.
  public boolean isOurs() {
    return reason.startsWith(REASON_PREFIX);
  }
}
