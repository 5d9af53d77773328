package io.nodesentinel.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeMappingTest {
  private static final String NODE =
      """
      apiVersion: v1
      kind: Node
      metadata:
        name: n
        uid: u
        resourceVersion: "7"
        creationTimestamp: "2026-01-01T00:00:00Z"
        labels: {pool: gpu}
        annotations: {nodesentinel.io/hold: "wait", other.example/x: "y"}
        managedFields:
        - manager: kubectl
          operation: Update
          fieldsV1: {"f:spec": {"f:unschedulable": {}}}
        - manager: kube-controller-manager
          operation: Update
          fieldsV1: {"f:spec": {"f:taints": {}}}
      spec:
        unschedulable: true
        taints:
        - {key: k, effect: NoExecute, timeAdded: "2026-01-01T00:00:05Z"}
      status:
        conditions:
        - {type: Ready, status: "True"}
        nodeInfo: {systemUUID: machine-1}
      """;

  private static NodeView view() {
    return NodeMapping.view(new KubernetesSerialization().unmarshal(NODE, Node.class));
  }

  @Test
  void a_node_becomes_plain_values() {
    NodeView view = view();
    assertThat(view.unschedulable()).isTrue();
    assertThat(view.cordonOwners()).containsExactly("kubectl");
    assertThat(view.systemUuid()).isEqualTo("machine-1");
    assertThat(view.ready()).isTrue();
    assertThat(view.annotations()).containsOnlyKeys("nodesentinel.io/hold");
    assertThat(view.taints()).containsExactly(new Taint("k", "", "NoExecute"));
  }

  @Test
  void a_patch_is_conditional_and_keeps_the_time_of_somebody_elses_taint() {
    NodeView view = view();
    String body =
        ClusterNodes.body(
            new NodePatch(
                "n",
                "u",
                "7",
                true,
                List.of(view.taints().getFirst(), new Taint("ours", "v", "NoSchedule")),
                Map.of("a", Optional.of("b"), "c", Optional.empty()),
                Map.of()));
    assertThat(body)
        .contains("\"uid\":\"u\"", "\"resourceVersion\":\"7\"", "\"unschedulable\":true")
        .contains("\"timeAdded\":\"2026-01-01T00:00:05Z\"")
        .contains("\"a\":\"b\"", "\"c\":null")
        .doesNotContain("annotations");
  }

  @Test
  void a_release_removes_the_field_as_kubectl_does() {
    String body =
        ClusterNodes.body(new NodePatch("n", "u", "7", false, List.of(), Map.of(), Map.of()));
    assertThat(body).contains("\"unschedulable\":null").contains("\"taints\":[]");
  }
}
