package io.nodesentinel.crds;

/// The status of a condition, as Kubernetes writes it.
public enum ConditionStatus {
  True,
  False,
  Unknown
}
