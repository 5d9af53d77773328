package io.nodesentinel.crds;

/// How a selector requirement relates a label to its values.
public enum SelectorOperator {
  In,
  NotIn,
  Exists,
  DoesNotExist
}
