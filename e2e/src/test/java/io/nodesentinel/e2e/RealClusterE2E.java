package io.nodesentinel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.crds.QuarantinePolicy;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealCluster.class)
class RealClusterE2E {
  @Test
  void theApiServerServesOurKinds(KubernetesClient admin) {
    assertThat(admin.resources(HealthEvent.class).list().getItems()).isNotNull();
    assertThat(admin.resources(QuarantinePolicy.class).list().getItems()).isNotNull();
    assertThat(admin.resources(NodeQuarantine.class).list().getItems()).isNotNull();
  }

  @Test
  void theOperatorsTokenReadsNodesAndNoSecrets(Cluster cluster) throws Exception {
    Config config = Config.fromKubeconfig(Files.readString(cluster.operatorKubeconfig()));
    try (KubernetesClient operator = new KubernetesClientBuilder().withConfig(config).build()) {
      assertThat(operator.nodes().list().getItems()).isNotNull();
      assertThatThrownBy(() -> operator.secrets().inAnyNamespace().list())
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("system:serviceaccount:nodesentinel:nodesentinel");
    }
  }
}
