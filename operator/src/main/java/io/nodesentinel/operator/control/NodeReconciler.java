package io.nodesentinel.operator.control;

import io.fabric8.kubernetes.api.model.Node;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;

/// The framework's end of a look: its primary resource is the Node, its result is only when to look
/// again. The Node is never written from here, and gets no finalizer.
@ControllerConfiguration(name = "nodes", triggerReconcilerOnAllEvents = true)
public final class NodeReconciler implements Reconciler<Node> {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final NodeLooks looks;
  private final LookQueue queue;

  /// A reconciler that looks through `looks` and is asked through `queue`.
  public NodeReconciler(NodeLooks looks, LookQueue queue) {
    this.looks = looks;
    this.queue = queue;
  }

  @Override
  public List<EventSource<?, Node>> prepareEventSources(EventSourceContext<Node> context) {
    return List.of(queue);
  }

  @Override
  public UpdateControl<Node> reconcile(Node node, Context<Node> context) {
    UpdateControl<Node> nothing = UpdateControl.noUpdate();
    if (context.isPrimaryResourceDeleted()) {
      // The framework forgets the name after this; whatever is left to do is asked for by name.
      queue.request(node.getMetadata().getName());
      return nothing;
    }
    return looks
        .look(node.getMetadata().getName())
        .map(delay -> nothing.rescheduleAfter(delay.compareTo(SHORTEST) < 0 ? SHORTEST : delay))
        .orElse(nothing);
  }
}
