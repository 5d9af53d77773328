package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.Objects;

/// One change of the phase. A longer message is truncated.
@ApiType
public record HistoryEntry(
    @Required @Rfc3339 @JsonPropertyDescription("When the phase changed.") Instant at,
    @Required @JsonPropertyDescription("The phase from then on.") Phase phase,
    @Size(max = 64) @JsonPropertyDescription("Why, in one word for machines.") String reason,
    @Size(max = MAX_MESSAGE) @JsonPropertyDescription("Why, in a sentence for people.")
        String message,
    @Size(max = 64) @JsonPropertyDescription("The session it belongs to. Absent means none.")
        String session) {

  static final int MAX_MESSAGE = 1024;

  public HistoryEntry {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(phase, "phase");
    reason = Values.text(reason);
    message = Values.text(message, MAX_MESSAGE);
    session = Values.text(session);
  }
}
