package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Objects;

/// A condition of the node itself as a fact. An empty reason matches every reason; `for` is a Go
/// duration.
@ApiType
public record NodeConditionMatch(
    @Required
        @Size(min = 1, max = 317) @JsonPropertyDescription("Type of the node condition, such as Ready or KernelDeadlock.")
        String type,
    @Required @JsonPropertyDescription("Status that is a fault: True, False, or Unknown.")
        ConditionStatus status,
    @Size(max = 1024) @JsonPropertyDescription("Reason that the condition must have. Absent means any.")
        String reason,
    @JsonProperty("for")
        @Default("0s")
        @Size(max = 32) @ValidationRule(value = Rules.IS_DURATION, message = Rules.NOT_A_DURATION)
        @JsonPropertyDescription(
            "How long the condition must have been so before it counts, such as 5m.")
        String forDuration) {

  public NodeConditionMatch {
    type = Values.text(type);
    Objects.requireNonNull(status, "status");
    reason = Values.text(reason);
    forDuration = forDuration == null ? "0s" : forDuration;
  }
}
