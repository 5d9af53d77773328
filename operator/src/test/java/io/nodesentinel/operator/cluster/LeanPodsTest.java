package io.nodesentinel.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.TolerationView;
import org.junit.jupiter.api.Test;

class LeanPodsTest {
  private static final String POD =
      """
      {"apiVersion":"v1","kind":"Pod",
       "metadata":{"namespace":"work","name":"a","uid":"u","resourceVersion":"7",
        "deletionTimestamp":"2026-01-01T00:00:00Z","labels":{"nodesentinel.io/managed":"false"},
        "annotations":{"kubernetes.io/config.mirror":"x"},
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"DaemonSet","name":"d","uid":"o",
         "controller":true}],
        "managedFields":[{"manager":"kubectl","operation":"Update","fieldsV1":{"f:spec":{}}}]},
       "spec":{"nodeName":"node-1","containers":[{"name":"c","image":"i"}],
        "volumes":[{"name":"v","emptyDir":{}}],
        "tolerations":[{"key":"k","operator":"Exists","effect":"NoExecute"}]},
       "status":{"phase":"Succeeded","podIP":"10.0.0.1","conditions":[{"type":"Ready"}],
        "containerStatuses":[{"name":"c","ready":true}]}}
      """;

  private final KubernetesSerialization lean = LeanPods.serialization();

  @Test
  void what_a_drain_asks_about_is_what_whole_pods_say() {
    PodView view = PodMapping.view(lean.unmarshal(POD, Pod.class));

    assertThat(view)
        .isEqualTo(PodMapping.view(new KubernetesSerialization().unmarshal(POD, Pod.class)));
    assertThat(view.ownedByDaemonSet()).isTrue();
    assertThat(view.mirror()).isTrue();
    assertThat(view.finished()).isTrue();
    assertThat(view.terminating()).isTrue();
    assertThat(view.optedOut()).isTrue();
    assertThat(view.endlessTolerations())
        .containsExactly(new TolerationView("k", true, "", "NoExecute"));
  }

  @Test
  void nothing_else_of_a_pod_is_read() {
    Pod pod = lean.unmarshal(POD, Pod.class);

    assertThat(pod.getSpec().getContainers()).isEmpty();
    assertThat(pod.getSpec().getVolumes()).isEmpty();
    assertThat(pod.getMetadata().getManagedFields()).isEmpty();
    assertThat(pod.getStatus().getConditions()).isEmpty();
    assertThat(pod.getStatus().getContainerStatuses()).isEmpty();
    assertThat(pod.getSpec().getAdditionalProperties()).isEmpty();
    assertThat(pod.getStatus().getAdditionalProperties()).isEmpty();
  }

  @Test
  void lists_and_watches_are_read_alike() {
    PodList list =
        lean.unmarshal(
            "{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"items\":[" + POD + "]}", PodList.class);
    WatchEvent event =
        lean.unmarshal("{\"type\":\"ADDED\",\"object\":" + POD + "}", WatchEvent.class);

    assertThat(list.getItems().getFirst().getSpec().getContainers()).isEmpty();
    assertThat(event.getObject())
        .isInstanceOfSatisfying(
            Pod.class,
            pod -> {
              assertThat(pod.getSpec().getNodeName()).isEqualTo("node-1");
              assertThat(pod.getSpec().getContainers()).isEmpty();
            });
  }

  /// The managed fields of a node say who cordoned it.
  @Test
  void nodes_are_read_whole() {
    Node node =
        lean.unmarshal(
            """
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"node-1",
              "managedFields":[{"manager":"kubectl","operation":"Update"}]},
             "status":{"conditions":[{"type":"Ready","status":"True"}]}}
            """,
            Node.class);

    assertThat(node.getMetadata().getManagedFields()).hasSize(1);
    assertThat(node.getStatus().getConditions()).hasSize(1);
  }
}
