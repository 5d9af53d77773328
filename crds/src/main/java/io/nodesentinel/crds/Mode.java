package io.nodesentinel.crds;

/// How far a policy goes: each mode does what the one before it does, and more.
public enum Mode {
  /// Only reports what it would do.
  Observe,
  /// Cordons, taints and labels.
  Quarantine,
  /// Also moves the pods off.
  Drain
}
