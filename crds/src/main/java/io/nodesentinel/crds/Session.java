package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.Objects;

/// One stay of a node in quarantine.
@ApiType
public record Session(
    @Required
        @Size(min = 1, max = 64) @JsonPropertyDescription("Identifies the session in logs, events and on the Node.")
        String id,
    @Size(max = 64) @JsonPropertyDescription("metadata.uid of the Node when the session started.")
        String nodeUID,
    @Required @Rfc3339 @JsonPropertyDescription("When the node was cordoned, tainted or labelled.")
        Instant startedAt,
    @Size(max = 253) @JsonPropertyDescription("Who started it: faults, or the name of a person.")
        String by) {

  /// The value of `by` for a session that faults started.
  public static final String BY_FAULTS = "faults";

  public Session {
    id = Values.text(id);
    nodeUID = Values.text(nodeUID);
    Objects.requireNonNull(startedAt, "startedAt");
    by = Values.text(by);
  }
}
