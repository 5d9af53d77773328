package io.nodesentinel.reconcilers.node;

/// Names of what NodeSentinel reads and writes on a Node.
public final class NodeMarks {
  /// The field manager of every write.
  public static final String FIELD_MANAGER = "nodesentinel";

  /// The prefix of every label and annotation of ours.
  public static final String PREFIX = "nodesentinel.io/";

  public static final String STATE_LABEL = PREFIX + "state";
  public static final String MANAGED_LABEL = PREFIX + "managed";

  /// The ownership record of a session; see [io.nodesentinel.reconcilers.quarantine.NodeRecord].
  public static final String RECORD_ANNOTATION = PREFIX + "quarantine";

  public static final String RELEASED_MANUALLY_ANNOTATION = PREFIX + "released-manually";
  public static final String HOLD_ANNOTATION = PREFIX + "hold";

  /// On views only, never written: the operator leaves the cluster, and every node is as if opted
  /// out.
  public static final String LEAVING_ANNOTATION = PREFIX + "leaving";

  private NodeMarks() {}
}
