package io.nodesentinel.datastore.event;

import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.datastore.document.Value;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A health event as it is stored.
///
/// @param id empty before it was stored
/// @param createdAt when it was taken in; written in milliseconds or finer, as the shape allows
/// @param status of its conditions only `Evaluated` is stored, beside the fields of others
/// @param spanIds tracing span of each service that handled it, by name of the service
/// @param remarks what was odd when it was read, in sentences; never written
public record StoredHealthEvent(
    Optional<Value> id,
    Instant createdAt,
    HealthEventSpec event,
    HealthEventStatus status,
    Map<String, String> spanIds,
    List<String> remarks) {

  public StoredHealthEvent {
    spanIds = Collections.unmodifiableMap(new TreeMap<>(spanIds));
    remarks = List.copyOf(remarks);
  }

  /// A new event of which nothing has come yet.
  public static StoredHealthEvent of(HealthEventSpec event, Instant createdAt) {
    return new StoredHealthEvent(
        Optional.empty(), createdAt, event, HealthEventStatus.empty(), Map.of(), List.of());
  }
}
