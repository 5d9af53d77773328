package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.PodList;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.Pods;
import java.util.List;

/// Pods from the shelf; a live list asks for those of one node only.
public final class ClusterPods implements Pods {
  private final PodShelf shelf;
  private final ApiCalls calls;

  ClusterPods(PodShelf shelf, ApiCalls calls) {
    this.shelf = shelf;
    this.calls = calls;
  }

  @Override
  public List<PodView> onNode(String nodeName) {
    return shelf.onNode(nodeName);
  }

  @Override
  public List<PodView> readOnNode(String nodeName) {
    String path = "/api/v1/pods?fieldSelector=spec.nodeName%3D" + nodeName;
    PodList list =
        calls.read(
            calls.send("GET", path, "", null),
            "the pods of node " + nodeName + " were not read",
            PodList.class);
    List<PodView> pods = list.getItems().stream().map(PodMapping::view).toList();
    // What is evicted on the strength of this list must not count as gone until the watch has it.
    pods.forEach(shelf::take);
    return pods;
  }
}
