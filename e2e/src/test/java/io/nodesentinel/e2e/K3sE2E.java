package io.nodesentinel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.QuarantinePolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// k3s in Docker serves as a source of the API server. Runs where a Docker daemon answers.
@EnabledIf(
    value = "io.nodesentinel.e2e.K3sInDocker#isPossible",
    disabledReason = "no Docker daemon answers")
class K3sE2E {
  @Test
  void ourKindsAreServedAndOurRightsApply() {
    try (Cluster cluster = Cluster.startK3s()) {
      assertThat(cluster.admin().resources(HealthEvent.class).list().getItems()).isEmpty();
      assertThat(cluster.admin().resources(QuarantinePolicy.class).list().getItems()).isEmpty();
      assertThat(cluster.admin().rbac().clusterRoles().withName("nodesentinel-operator").get())
          .isNotNull();
      assertThat(cluster.kubeconfig()).isRegularFile();
    }
  }
}
