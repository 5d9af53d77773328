package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.Objects;

/// A pod that a drain waits for. A longer message is truncated.
@ApiType
public record BlockedPod(
    @Required @Size(max = 253) @JsonPropertyDescription("Namespace of the pod.") String namespace,
    @Required @Size(max = 253) @JsonPropertyDescription("Name of the pod.") String name,
    @Size(max = 64) @JsonPropertyDescription("What blocks it, in one word for machines.")
        String reason,
    @Size(max = MAX_MESSAGE) @JsonPropertyDescription(
            "What blocks it and what a person can do, such as the PodDisruptionBudget by name.")
        String message,
    @Required @Rfc3339 @JsonPropertyDescription("Since when it is blocked.") Instant since) {

  static final int MAX_MESSAGE = 1024;

  public BlockedPod {
    namespace = Values.text(namespace);
    name = Values.text(name);
    reason = Values.text(reason);
    message = Values.text(message, MAX_MESSAGE);
    Objects.requireNonNull(since, "since");
  }
}
