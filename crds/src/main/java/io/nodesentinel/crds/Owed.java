package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/// A status that is still to be written to an event. A longer message is truncated.
@ApiType
public record Owed(
    @Required
        @Size(min = 1, max = 253) @JsonPropertyDescription("The event: name of a HealthEvent or id in the store.")
        String event,
    @JsonPropertyDescription("What its status says the event led to. Absent means nothing.")
        @Nullable NodeQuarantined nodeQuarantined,
    @Size(max = 64) @JsonPropertyDescription("Reason of its condition Evaluated.") String reason,
    @Size(max = MAX_MESSAGE) @JsonPropertyDescription("Message of its condition Evaluated.")
        String message) {

  static final int MAX_MESSAGE = 512;

  public Owed {
    event = Values.text(event);
    reason = Values.text(reason);
    message = Values.text(message, MAX_MESSAGE);
  }
}
