package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.nodesentinel.reconcilers.port.PodView;

/// What the handlers of the informer get of a pod that is in the shelf: its names, and the node it
/// is bound to. The informer holds one for each pod at the end of its first list, so metadata and
/// spec, whose empty collections alone take a kilobyte, are made when they are asked for.
final class SlimPod extends Pod {
  private static final long serialVersionUID = 1L;

  private final transient PodView view;

  SlimPod(PodView view) {
    this.view = view;
  }

  @Override
  public ObjectMeta getMetadata() {
    ObjectMeta metadata = new ObjectMeta();
    metadata.setNamespace(view.namespace());
    metadata.setName(view.name());
    metadata.setUid(view.uid());
    return metadata;
  }

  @Override
  public PodSpec getSpec() {
    PodSpec spec = new PodSpec();
    spec.setNodeName(view.nodeName());
    return spec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlimPod slim && view.equals(slim.view);
  }

  @Override
  public int hashCode() {
    return view.hashCode();
  }
}
