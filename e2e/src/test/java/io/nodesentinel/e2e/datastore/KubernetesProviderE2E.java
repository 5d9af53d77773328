package io.nodesentinel.e2e.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.tck.Databases;
import io.nodesentinel.datastore.tck.Excuses;
import io.nodesentinel.datastore.tck.WholeContract;
import io.nodesentinel.e2e.RealCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The Kubernetes provider under the contract of all providers, but for what it refuses by name.
@ExtendWith({RealCluster.class, ProviderCluster.class, ProviderLimits.class})
class KubernetesProviderE2E extends WholeContract {
  private final ObjectDatabases databases;

  KubernetesProviderE2E(ObjectDatabases databases) {
    this.databases = databases;
  }

  @Override
  protected Databases databases() {
    return databases;
  }

  @Test
  void what_is_left_out_are_tests_of_the_contract() {
    assertThat(new ProviderLimits().all()).allMatch(Excuses.Excuse::isKnown);
  }
}
