package io.nodesentinel.datastore.event;

import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.EvictionStatus;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.OperationStatus;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.datastore.EventOrder;
import io.nodesentinel.datastore.document.BoolValue;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.DocumentValue;
import io.nodesentinel.datastore.document.Value;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The `healtheventstatus` of a stored document.
final class StatusCodec {
  static final String NODE = "nodequarantined";
  static final String EVICTION = "userpodsevictionstatus";
  static final String EVALUATED = "evaluated";

  private StatusCodec() {}

  static HealthEventStatus read(Reading status, List<String> remarks) {
    List<StatusCondition> evaluated = evaluated(status);
    return new HealthEventStatus(
        constant(NodeQuarantined.values(), status.text(NODE), NODE, remarks),
        eviction(status, remarks),
        status.time("quarantinefinishtimestamp"),
        status.time("drainfinishtimestamp"),
        remediated(status),
        status.time("lastremediationtimestamp"),
        evaluated.isEmpty() ? null : 1L,
        evaluated);
  }

  /// Other writers know nothing of it, and leave it alone.
  private static List<StatusCondition> evaluated(Reading status) {
    Reading evaluated = status.document(EVALUATED);
    String reason = evaluated.text("reason");
    Instant time = evaluated.time("time");
    return reason.isEmpty()
        ? List.of()
        : List.of(
            new StatusCondition(
                EventOrder.EVALUATED,
                ConditionStatus.True,
                reason,
                evaluated.text("message"),
                time == null ? Instant.EPOCH : time,
                1L));
  }

  private static @Nullable EvictionStatus eviction(Reading status, List<String> remarks) {
    Reading eviction = status.document(EVICTION);
    OperationStatus operation =
        constant(OperationStatus.values(), eviction.text("status"), EVICTION, remarks);
    return operation == null ? null : new EvictionStatus(operation, eviction.text("message"));
  }

  private static @Nullable Boolean remediated(Reading status) {
    Value value = status.value("faultremediated");
    return switch (value) {
      case null -> null;
      case BoolValue(boolean bool) -> bool;
      case DocumentValue(Document wrapped) ->
          wrapped.get("value") instanceof BoolValue(boolean bool) && bool;
      default -> throw status.wrong("faultremediated", value, "a boolean");
    };
  }

  private static <E extends Enum<E>> @Nullable E constant(
      E[] constants, String name, String field, List<String> remarks) {
    if (name.isEmpty()) {
      return null;
    }
    return Arrays.stream(constants)
        .filter(constant -> constant.name().equals(name))
        .findAny()
        .orElseGet(() -> {
          remarks.add("Its " + field + " is not known; it is taken as not set.");
          return null;
        });
  }

  /// The fields of the status that are not null, by key.
  static Map<String, Value> write(HealthEventStatus status, HealthEventShape shape) {
    Map<String, Value> fields = new LinkedHashMap<>();
    if (status.nodeQuarantined() != null) {
      fields.put(NODE, Value.from(status.nodeQuarantined()));
    }
    time(fields, "quarantinefinishtimestamp", status.quarantineFinishTimestamp());
    if (status.userPodsEvictionStatus() != null) {
      fields.put(EVICTION, eviction(status.userPodsEvictionStatus(), shape));
    }
    time(fields, "drainfinishtimestamp", status.drainFinishTimestamp());
    if (status.faultRemediated() != null) {
      fields.put("faultremediated", remediated(status.faultRemediated(), shape));
    }
    time(fields, "lastremediationtimestamp", status.lastRemediationTimestamp());
    for (StatusCondition condition : status.conditions()) {
      if (condition.type().equals(EventOrder.EVALUATED)) {
        fields.put(EVALUATED, evaluated(condition));
      }
    }
    return fields;
  }

  private static Value evaluated(StatusCondition condition) {
    return Document.builder()
        .put("reason", condition.reason())
        .put("message", condition.message())
        .put("time", secondsAndNanos(condition.lastTransitionTime()))
        .build()
        .asValue();
  }

  private static Value eviction(EvictionStatus eviction, HealthEventShape shape) {
    Document.Builder written = Document.builder().put("status", eviction.status().name());
    if (shape == HealthEventShape.LOWER_CASE || !eviction.message().isEmpty()) {
      written.put("message", eviction.message());
    }
    return written.build().asValue();
  }

  private static Value remediated(boolean value, HealthEventShape shape) {
    return shape == HealthEventShape.LOWER_CASE
        ? Value.of(value)
        : Document.of("value", Value.of(value)).asValue();
  }

  private static void time(Map<String, Value> fields, String key, @Nullable Instant time) {
    if (time != null) {
      fields.put(key, secondsAndNanos(time));
    }
  }

  static Value secondsAndNanos(Instant time) {
    return Document.builder()
        .put("seconds", time.getEpochSecond())
        .put("nanos", time.getNano())
        .build()
        .asValue();
  }
}
