package io.nodesentinel.operator.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/// Reads pods without what no drain asks about. The parts of a pod that are never looked at, its
/// containers first of all, are nine tenths of the objects that a list makes; they are skipped
/// while they are read, so that the first list of a large cluster is not mostly garbage. All other
/// types are read whole.
final class LeanPods {
  private LeanPods() {}

  static KubernetesSerialization serialization() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.addMixIn(Pod.class, WithoutManagedFields.class);
    mapper.addMixIn(PodSpec.class, WithoutContainers.class);
    mapper.addMixIn(PodStatus.class, WithoutContainerStatuses.class);
    return new KubernetesSerialization(mapper, true);
  }

  // Nobody calls these: what is written on them is for Jackson.
  @SuppressWarnings("UnusedMethod")
  private interface WithoutManagedFields {
    @JsonIgnoreProperties("managedFields")
    ObjectMeta getMetadata();

    @JsonIgnoreProperties("managedFields")
    void setMetadata(ObjectMeta metadata);
  }

  @JsonIgnoreProperties({
    "affinity",
    "containers",
    "ephemeralContainers",
    "initContainers",
    "securityContext",
    "topologySpreadConstraints",
    "volumes"
  })
  private interface WithoutContainers {}

  @JsonIgnoreProperties({
    "conditions",
    "containerStatuses",
    "ephemeralContainerStatuses",
    "initContainerStatuses",
    "hostIPs",
    "podIPs"
  })
  private interface WithoutContainerStatuses {}
}
