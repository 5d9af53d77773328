package io.nodesentinel.datastore.event;

/// How far a maintenance is, by the names that stored events use.
public enum MaintenanceStatus {
  DETECTED,
  QUARANTINE_TRIGGERED,
  MAINTENANCE_ONGOING,
  MAINTENANCE_COMPLETE,
  HEALTHY_TRIGGERED,
  NODE_READINESS_TIMEOUT,
  CANCELLED,
  ERROR
}
