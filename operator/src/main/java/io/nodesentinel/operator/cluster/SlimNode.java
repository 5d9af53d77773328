package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.nodesentinel.reconcilers.node.NodeView;

/// What the informer keeps of a node: its name and version for the framework, and our view of it.
final class SlimNode extends Node {
  private static final long serialVersionUID = 1L;

  private final transient NodeView view;

  SlimNode(NodeView view) {
    this.view = view;
    setMetadata(
        new ObjectMetaBuilder()
            .withName(view.name())
            .withUid(view.uid())
            .withResourceVersion(view.resourceVersion())
            .build());
  }

  NodeView view() {
    return view;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlimNode slim && view.equals(slim.view);
  }

  @Override
  public int hashCode() {
    return view.hashCode();
  }
}
