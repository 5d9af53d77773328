package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the operator made of a policy.
@ApiType
@JsonClassDescription("What the operator made of the policy. Written by the operator.")
public record QuarantinePolicyStatus(
    @JsonPropertyDescription("The metadata.generation that this status speaks about.")
        @Nullable Long observedGeneration,
    @Size(max = StatusCondition.MAX) @JsonPropertyDescription(
            "The condition Valid says whether the expressions compile; if not, its message is the"
                + " compiler's, and the last valid version of the policy stays in force.")
        List<StatusCondition> conditions,
    @JsonPropertyDescription("How many nodes have a fault that the policy matches.")
        @Nullable Integer matchedNodes,
    @JsonPropertyDescription("In mode Observe, how many nodes the policy would have quarantined.")
        @Nullable Integer wouldAct) {

  public QuarantinePolicyStatus {
    conditions = Values.list(conditions);
  }
}
