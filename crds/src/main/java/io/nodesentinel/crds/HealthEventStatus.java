package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of an event.
@ApiType
@JsonClassDescription("What came of the event. Written by the operator.")
public record HealthEventStatus(
    @JsonPropertyDescription(
            "What the event led to on its node: Quarantined (it started a session),"
                + " AlreadyQuarantined (it joined a session, or closed some of its faults),"
                + " UnQuarantined (it ended a session), or Cancelled (the session was ended by a"
                + " person or lost its reason). Absent means that the node was not touched.")
        @Nullable NodeQuarantined nodeQuarantined,
    @JsonPropertyDescription("How far the eviction of the pods of the node is.")
        @Nullable EvictionStatus userPodsEvictionStatus,
    @Rfc3339 @JsonPropertyDescription("When the node was quarantined because of this event.")
        @Nullable Instant quarantineFinishTimestamp,
    @Rfc3339 @JsonPropertyDescription("When the last pod that had to leave was gone.")
        @Nullable Instant drainFinishTimestamp,
    @JsonPropertyDescription("Whether the fault was repaired. Absent means that it is not known.")
        @Nullable Boolean faultRemediated,
    @Rfc3339 @JsonPropertyDescription("When a repair was last tried.")
        @Nullable Instant lastRemediationTimestamp,
    @JsonPropertyDescription("The metadata.generation that this status speaks about.")
        @Nullable Long observedGeneration,
    @Size(max = StatusCondition.MAX) @JsonPropertyDescription(
            "The condition Evaluated says what came of the event. Its reason is one of Quarantined,"
                + " AlreadyQuarantined, Released, NoFault, NoPolicyMatched, StoreOnly, Skipped, Held,"
                + " Cancelled, CoolOff, TooOld, UnknownNode, NotManaged and Repeated, and its message"
                + " is a sentence.")
        List<StatusCondition> conditions) {

  public HealthEventStatus {
    conditions = Values.list(conditions);
  }

  public static HealthEventStatus empty() {
    return new HealthEventStatus(null, null, null, null, null, null, null, List.of());
  }
}
