package io.nodesentinel.datastore.event;

import io.nodesentinel.datastore.client.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/// The maintenance events of a store. Thread-safe. Every method throws
/// [DatastoreException][io.nodesentinel.datastore.error.DatastoreException].
///
/// "Latest" is by `lastUpdatedTimestamp`.
public interface MaintenanceEventStore {

  /// Stores the event in place of the one with its `eventId`, if there is one.
  ///
  /// @return false if it was there exactly so already
  boolean upsert(MaintenanceEvent event);

  Optional<MaintenanceEvent> byEventId(String eventId);

  /// Those that are `DETECTED` and begin within `ahead` after `now`, or have begun already and are
  /// not scheduled to be over: one that nobody looked at in time is not forgotten.
  Cursor<MaintenanceEvent> toTriggerQuarantine(Instant now, Duration ahead);

  /// Those that are `MAINTENANCE_COMPLETE` and ended at least `delay` before `now`.
  Cursor<MaintenanceEvent> toTriggerHealthy(Instant now, Duration delay);

  /// @param at becomes `lastUpdatedTimestamp`
  /// @return false if there is no such event
  boolean updateStatus(String eventId, MaintenanceStatus status, Instant at);

  /// The latest of a node and `maintenanceType` in one of these states.
  Optional<MaintenanceEvent> latestActive(
      String nodeName, String maintenanceType, Collection<MaintenanceStatus> statuses);

  /// The latest of a node that is neither complete nor cancelled: `DETECTED`,
  /// `QUARANTINE_TRIGGERED` or `MAINTENANCE_ONGOING`.
  Optional<MaintenanceEvent> ongoing(String nodeName);

  /// Those of a cloud whose `cspStatus` is one of these.
  Cursor<MaintenanceEvent> byCspStatuses(String csp, Collection<String> cspStatuses);

  /// The newest `eventReceivedTimestamp` of a cloud.
  ///
  /// @param clusterName empty means of any cluster
  Optional<Instant> lastProcessed(String csp, String clusterName);
}
