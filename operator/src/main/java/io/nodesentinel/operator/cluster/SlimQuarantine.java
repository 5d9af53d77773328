package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.reconcilers.port.QuarantineView;

/// What the informer keeps of a `NodeQuarantine`: its name and version, and our view of it.
final class SlimQuarantine extends NodeQuarantine {
  private static final long serialVersionUID = 1L;

  private final transient QuarantineView view;

  SlimQuarantine(QuarantineView view) {
    this.view = view;
    setMetadata(
        new ObjectMetaBuilder()
            .withName(view.nodeName())
            .withUid(view.uid())
            .withResourceVersion(view.resourceVersion())
            .build());
  }

  QuarantineView view() {
    return view;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlimQuarantine slim && view.equals(slim.view);
  }

  @Override
  public int hashCode() {
    return view.hashCode();
  }
}
