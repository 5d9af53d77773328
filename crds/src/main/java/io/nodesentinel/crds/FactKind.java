package io.nodesentinel.crds;

/// What an expression looks at.
public enum FactKind {
  HealthEvent,
  Node
}
