package io.nodesentinel.operator.control;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives a lease back at an orderly stop, so that the standby need not wait until it passes.
final class LeaseHandover {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseHandover.class);

  private LeaseHandover() {}

  static void giveBack(KubernetesClient client, String namespace, String name, String identity) {
    try {
      Lease lease = client.leases().inNamespace(namespace).withName(name).get();
      if (lease != null && identity.equals(lease.getSpec().getHolderIdentity())) {
        lease.getSpec().setHolderIdentity("");
        lease.getSpec().setLeaseDurationSeconds(1);
        client.resource(lease).lockResourceVersion().update();
      }
    } catch (KubernetesClientException failure) {
      LOG.warn("the lease was not given back: {}", failure.getMessage());
    }
  }
}
