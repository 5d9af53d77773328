package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;

/// How far the eviction of a node's pods is. A longer message is truncated.
@ApiType
public record EvictionStatus(
    @Required
        @JsonPropertyDescription(
            "NotStarted, InProgress, Succeeded, Failed, AlreadyDrained (an earlier event drained the"
                + " node), or Cancelled, which is neither a success nor a failure.")
        OperationStatus status,
    @Size(max = MAX_MESSAGE) @JsonPropertyDescription("The same for people.") String message) {

  static final int MAX_MESSAGE = 1024;

  public EvictionStatus {
    Objects.requireNonNull(status, "status");
    message = Values.text(message, MAX_MESSAGE);
  }
}
