package io.nodesentinel.operator.control;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.nodesentinel.crds.QuarantinePolicy;
import io.nodesentinel.reconcilers.policy.PolicyBook;

/// Keeps the book of policies up to date, as its only writer, in the leader and in the standby
/// alike: a leader must know all policies before its first look.
///
/// @param changed run when what is in force changed
public record PolicyWatch(PolicyBook policies, Runnable changed)
    implements ResourceEventHandler<QuarantinePolicy> {
  @Override
  public void onAdd(QuarantinePolicy policy) {
    take(policy);
  }

  @Override
  public void onUpdate(QuarantinePolicy before, QuarantinePolicy policy) {
    take(policy);
  }

  @Override
  public void onDelete(QuarantinePolicy policy, boolean unknown) {
    if (policies.remove(policy.getMetadata().getName())) {
      changed.run();
    }
  }

  private void take(QuarantinePolicy policy) {
    long before = policies.current().version();
    policies.put(
        policy.getMetadata().getName(), policy.getMetadata().getGeneration(), policy.getSpec());
    if (policies.current().version() != before) {
      changed.run();
    }
  }
}
