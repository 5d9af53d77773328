package io.nodesentinel.datastore.event;

import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.NullValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.query.Update;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Stored documents as maintenance events. The keys are the same on every database; times are
/// dates, or RFC 3339 text where the documents are JSON.
public final class MaintenanceEventCodec {
  /// The fields that hold times.
  public static final List<String> TIMES =
      List.of(
          "scheduledStartTime",
          "scheduledEndTime",
          "actualStartTime",
          "actualEndTime",
          "eventReceivedTimestamp",
          "lastUpdatedTimestamp");

  private MaintenanceEventCodec() {}

  /// @throws io.nodesentinel.datastore.error.DatastoreException (CONVERSION) if a field has a wrong
  ///   type, (VALIDATION) if there is no `eventId`
  public static MaintenanceEvent read(Document document) {
    Reading event = new Reading("document", document);
    String status = event.text("status");
    return new MaintenanceEvent(
        event.text("eventId"),
        event.text("csp"),
        event.text("clusterName"),
        event.text("nodeName"),
        event.text("resourceType"),
        event.text("resourceId"),
        event.text("maintenanceType"),
        Arrays.stream(MaintenanceStatus.values())
            .filter(known -> known.name().equals(status))
            .findAny()
            .orElse(MaintenanceStatus.ERROR),
        event.text("cspStatus"),
        event.time("scheduledStartTime"),
        event.time("scheduledEndTime"),
        event.time("actualStartTime"),
        event.time("actualEndTime"),
        event.time("eventReceivedTimestamp"),
        event.time("lastUpdatedTimestamp"),
        event.text("recommendedAction"),
        event.texts("metadata"));
  }

  /// What makes a document say what the event says, but for its `eventId`. Fields that are not
  /// known stay, times that are null go.
  static Update update(MaintenanceEvent event, HealthEventShape shape) {
    Map<FieldPath, Value> set = new LinkedHashMap<>();
    Set<FieldPath> unset = new LinkedHashSet<>();
    fields(event, shape)
        .forEach((name, value) -> {
          if (value == NullValue.NULL) {
            unset.add(FieldPath.of(name));
          } else {
            set.put(FieldPath.of(name), value);
          }
        });
    return new Update(set, unset, Map.of());
  }

  private static Map<String, Value> fields(MaintenanceEvent event, HealthEventShape shape) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("csp", Value.of(event.csp()));
    fields.put("clusterName", Value.of(event.clusterName()));
    fields.put("nodeName", Value.of(event.nodeName()));
    fields.put("resourceType", Value.of(event.resourceType()));
    fields.put("resourceId", Value.of(event.resourceId()));
    fields.put("maintenanceType", Value.of(event.maintenanceType()));
    fields.put("status", Value.from(event.status()));
    fields.put("cspStatus", Value.of(event.cspStatus()));
    fields.put("scheduledStartTime", time(event.scheduledStartTime(), shape));
    fields.put("scheduledEndTime", time(event.scheduledEndTime(), shape));
    fields.put("actualStartTime", time(event.actualStartTime(), shape));
    fields.put("actualEndTime", time(event.actualEndTime(), shape));
    fields.put("eventReceivedTimestamp", time(event.eventReceivedTimestamp(), shape));
    fields.put("lastUpdatedTimestamp", time(event.lastUpdatedTimestamp(), shape));
    fields.put("recommendedAction", Value.of(event.recommendedAction()));
    fields.put("metadata", Value.from(event.metadata()));
    return fields;
  }

  static Value time(@Nullable Instant time, HealthEventShape shape) {
    if (time == null) {
      return Value.nothing();
    }
    return shape == HealthEventShape.LOWER_CASE ? Value.of(time) : Value.of(time.toString());
  }
}
