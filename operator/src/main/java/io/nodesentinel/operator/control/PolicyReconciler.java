package io.nodesentinel.operator.control;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.QuarantinePolicy;
import io.nodesentinel.crds.QuarantinePolicyStatus;
import io.nodesentinel.operator.cluster.NodeShelf;
import io.nodesentinel.operator.cluster.QuarantineShelf;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.policy.Compilation;
import io.nodesentinel.reconcilers.policy.CompiledPolicy;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.port.Leadership;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Says of each policy whether it is valid, how many nodes it is for, and on how many it would act.
@ControllerConfiguration(name = "policies")
public final class PolicyReconciler implements Reconciler<QuarantinePolicy> {
  /// The counts follow the cluster; nobody waits for them.
  private static final Duration RECOUNT = Duration.ofSeconds(30);

  /// How soon a replica that begins to lead judges what it has not judged yet.
  private static final Duration STANDBY = Duration.ofSeconds(1);

  /// How soon a version is judged that the watch of the policies has not brought yet.
  private static final Duration NOT_TAKEN_IN = Duration.ofMillis(100);

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(NodeMarks.FIELD_MANAGER)
          .withForce(true)
          .build();

  private final PolicyBook policies;
  private final NodeShelf nodes;
  private final QuarantineShelf quarantines;
  private final Supplier<KubernetesClient> client;
  private final Leadership leadership;
  private final InstantSource clock;

  /// A reconciler over what is in memory.
  public PolicyReconciler(
      PolicyBook policies,
      NodeShelf nodes,
      QuarantineShelf quarantines,
      Supplier<KubernetesClient> client,
      Leadership leadership,
      InstantSource clock) {
    this.policies = policies;
    this.nodes = nodes;
    this.quarantines = quarantines;
    this.client = client;
    this.leadership = leadership;
    this.clock = clock;
  }

  @Override
  public UpdateControl<QuarantinePolicy> reconcile(
      QuarantinePolicy policy, Context<QuarantinePolicy> context) {
    if (!leadership.isLeader()) {
      return UpdateControl.<QuarantinePolicy>noUpdate().rescheduleAfter(STANDBY);
    }
    String name = policy.getMetadata().getName();
    long generation = policy.getMetadata().getGeneration();
    // The book has one writer, which tells everybody of each change. Were this one to be quicker
    // with a version, nobody would be told; were it slower, it would bring an old one back.
    Compilation compilation = policies.judged(name, generation);
    if (compilation == null) {
      return UpdateControl.<QuarantinePolicy>noUpdate().rescheduleAfter(NOT_TAKEN_IN);
    }
    CompiledPolicy inForce = policies.current().byName(name);
    QuarantinePolicyStatus before =
        policy.getStatus() == null ? PolicyStatus.NONE : policy.getStatus();
    QuarantinePolicyStatus status =
        PolicyStatus.next(
            before, generation, compilation, inForce, matched(inForce), wouldAct(name), clock);
    if (!status.equals(before)) {
      QuarantinePolicy patch = new QuarantinePolicy();
      patch.setMetadata(new ObjectMetaBuilder().withName(name).build());
      patch.setStatus(status);
      client.get().resource(patch).subresource("status").patch(APPLY);
    }
    return UpdateControl.<QuarantinePolicy>noUpdate().rescheduleAfter(RECOUNT);
  }

  private int matched(@Nullable CompiledPolicy policy) {
    return policy == null
        ? 0
        : (int) nodes.views().stream().filter(policy::selects).filter(n -> n.isManaged()).count();
  }

  private int wouldAct(String name) {
    return (int)
        quarantines.views().stream().filter(q -> isObserved(q.status().faults(), name)).count();
  }

  private static boolean isObserved(List<Fault> faults, String name) {
    return faults.stream()
        .anyMatch(f -> f.state() == FaultState.Observed && f.policies().contains(name));
  }
}
