package io.nodesentinel.reconcilers.port;

import java.util.List;

/// A pod as a drain sees it.
///
/// @param ownedByDaemonSet its controller is a DaemonSet, which would put it back at once
/// @param mirror the kubelet made it from a file; the API server cannot evict it
/// @param finished it succeeded or failed; nothing runs
/// @param terminating it is being deleted
/// @param optedOut labelled `nodesentinel.io/managed: "false"`
/// @param endlessTolerations its tolerations without `tolerationSeconds`
public record PodView(
    String namespace,
    String name,
    String uid,
    String nodeName,
    boolean ownedByDaemonSet,
    boolean mirror,
    boolean finished,
    boolean terminating,
    boolean optedOut,
    List<TolerationView> endlessTolerations) {

  public PodView {
    endlessTolerations = List.copyOf(endlessTolerations);
  }

  /// `namespace/name`.
  public String id() {
    return namespace + "/" + name;
  }
}
