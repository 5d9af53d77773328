package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Version;
import io.nodesentinel.crds.NodeQuarantine;
import io.nodesentinel.reconcilers.port.QuarantineView;

/// What the informer keeps of a `NodeQuarantine`: its name and version, and our view of it. The
/// annotations of a type are not inherited.
@Group("nodesentinel.io")
@Version("v1alpha1")
@Kind("NodeQuarantine")
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
