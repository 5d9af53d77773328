package io.nodesentinel.reconcilers.port;

import java.util.List;

/// The pods of the cluster. Thread-safe.
public interface Pods {

  /// The pods bound to a node, from memory.
  List<PodView> onNode(String nodeName);

  /// The pods bound to a node, from the API server; [#onNode] knows them from then on.
  ///
  /// @throws ApiException if the server did not answer
  List<PodView> readOnNode(String nodeName);
}
