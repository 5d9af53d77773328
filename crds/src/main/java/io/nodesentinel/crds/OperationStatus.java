package io.nodesentinel.crds;

/// How far an operation on a node is, by the names that stored events use.
public enum OperationStatus {
  NotStarted,
  InProgress,
  Succeeded,
  Failed,
  AlreadyDrained,
  Cancelled
}
