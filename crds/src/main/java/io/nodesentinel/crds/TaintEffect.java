package io.nodesentinel.crds;

/// What a taint does to pods that do not tolerate it.
public enum TaintEffect {
  NoSchedule,
  PreferNoSchedule,
  NoExecute
}
