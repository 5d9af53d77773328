package io.nodesentinel.datastore.event;

import io.nodesentinel.datastore.error.DatastoreException;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A maintenance that a cloud announced for a machine. Texts that are not known are empty.
///
/// @param eventId unique; the cloud's name of the maintenance
/// @param csp the cloud, such as `gcp` or `aws`
/// @param status a name that is not in [MaintenanceStatus] reads as `ERROR`
/// @param cspStatus what the cloud says, in its own words
public record MaintenanceEvent(
    String eventId,
    String csp,
    String clusterName,
    String nodeName,
    String resourceType,
    String resourceId,
    String maintenanceType,
    MaintenanceStatus status,
    String cspStatus,
    @Nullable Instant scheduledStartTime,
    @Nullable Instant scheduledEndTime,
    @Nullable Instant actualStartTime,
    @Nullable Instant actualEndTime,
    @Nullable Instant eventReceivedTimestamp,
    @Nullable Instant lastUpdatedTimestamp,
    String recommendedAction,
    Map<String, String> metadata) {

  /// @throws DatastoreException if the event has no id
  public MaintenanceEvent {
    if (eventId.isEmpty()) {
      throw DatastoreException.invalid("A maintenance event needs an eventId.");
    }
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }
}
