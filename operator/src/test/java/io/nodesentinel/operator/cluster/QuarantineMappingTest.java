package io.nodesentinel.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.reconcilers.port.QuarantineView;
import org.junit.jupiter.api.Test;

class QuarantineMappingTest {
  private static QuarantineView view(String managedFields, String requestedBy) {
    String yaml =
        """
        apiVersion: nodesentinel.io/v1alpha1
        kind: NodeQuarantine
        metadata:
          name: n
          uid: u
          resourceVersion: "7"
          generation: 2
          managedFields:
        %s
        spec: {nodeName: n, requestedBy: "%s", cordon: true}
        """
            .formatted(managedFields.indent(2), requestedBy);
    return QuarantineMapping.view(
        new KubernetesSerialization().unmarshal(yaml, NodeQuarantine.class));
  }

  @Test
  void what_kubectl_created_is_a_persons() {
    QuarantineView view =
        view(
            """
            - manager: kubectl-client-side-apply
              operation: Update
              fieldsV1: {"f:spec": {".": {}, "f:nodeName": {}, "f:cordon": {}}}\
            """,
            "");
    assertThat(view.madeByPerson()).isTrue();
    assertThat(view.personFields()).containsExactlyInAnyOrder("nodeName", "cordon");
  }

  @Test
  void what_the_operator_applied_is_its_own_and_a_persons_edit_is_the_persons() {
    QuarantineView view =
        view(
            """
            - manager: nodesentinel
              operation: Apply
              fieldsV1: {"f:spec": {"f:nodeName": {}, "f:requestedBy": {}}}
            - manager: kubectl-edit
              operation: Update
              fieldsV1: {"f:spec": {"f:cordon": {}}}\
            """,
            "nodesentinel");
    assertThat(view.madeByPerson()).isFalse();
    assertThat(view.personFields()).containsExactly("cordon");
  }

  @Test
  void a_name_in_requestedBy_makes_it_a_persons_whoever_wrote_it() {
    QuarantineView view =
        view(
            """
            - manager: nodesentinel
              operation: Apply
              fieldsV1: {"f:spec": {"f:nodeName": {}, "f:requestedBy": {}}}\
            """,
            "alice");
    assertThat(view.madeByPerson()).isTrue();
  }
}
