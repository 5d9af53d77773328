package io.nodesentinel.operator.control;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.nodesentinel.crds.Datastore;
import io.nodesentinel.operator.datastore.NamedDatastore;
import io.nodesentinel.reconcilers.datastore.DatastorePlan;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.port.Leadership;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The framework's end of a look at the Datastore that the operator was told to use. Others are
/// left alone.
@ControllerConfiguration(name = "datastores")
public final class DatastoreReconciler implements Reconciler<Datastore> {
  private static final Logger LOG = LoggerFactory.getLogger(DatastoreReconciler.class);

  /// How soon a replica that begins to lead looks.
  private static final Duration STANDBY = Duration.ofSeconds(1);

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(NodeMarks.FIELD_MANAGER)
          .withForce(true)
          .build();

  private final NamedDatastore named;
  private final DatastoreTrigger trigger;
  private final Supplier<KubernetesClient> client;
  private final Leadership leadership;
  private final Runnable beginAnew;

  /// @param trigger asks for a look when a Secret changes
  /// @param beginAnew ends the process, which then is started again
  public DatastoreReconciler(
      NamedDatastore named,
      DatastoreTrigger trigger,
      Supplier<KubernetesClient> client,
      Leadership leadership,
      Runnable beginAnew) {
    this.named = named;
    this.trigger = trigger;
    this.client = client;
    this.leadership = leadership;
    this.beginAnew = beginAnew;
  }

  @Override
  public List<EventSource<?, Datastore>> prepareEventSources(
      EventSourceContext<Datastore> context) {
    return List.of(trigger);
  }

  @Override
  public UpdateControl<Datastore> reconcile(Datastore object, Context<Datastore> context) {
    UpdateControl<Datastore> nothing = UpdateControl.noUpdate();
    if (!object.getMetadata().getName().equals(named.name())) {
      return nothing;
    }
    if (named.isOther(object)) {
      return changed(nothing);
    }
    if (!leadership.isLeader()) {
      return nothing.rescheduleAfter(STANDBY);
    }
    Optional<DatastorePlan> plan = named.look(object);
    if (plan.isEmpty()) {
      return changed(nothing);
    }
    if (!plan.get().status().equals(object.getStatus())) {
      Datastore patch = new Datastore();
      patch.setMetadata(
          new ObjectMetaBuilder()
              .withName(object.getMetadata().getName())
              .withNamespace(object.getMetadata().getNamespace())
              .build());
      patch.setStatus(plan.get().status());
      client.get().resource(patch).subresource("status").patch(APPLY);
    }
    return nothing.rescheduleAfter(plan.get().lookAgain());
  }

  /// What is known of one database says nothing of another.
  private UpdateControl<Datastore> changed(UpdateControl<Datastore> nothing) {
    LOG.warn(
        "Datastore {} says to connect in another way, so the process begins anew", named.name());
    beginAnew.run();
    return nothing;
  }
}
