package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Objects;

/// A taint of a node. Two taints of a node differ in key or effect.
@ApiType
public record TaintSpec(
    @Required
        @Size(min = 1, max = 317) @JsonPropertyDescription("Key of the taint, such as nodesentinel.io/fatal.")
        String key,
    @Size(max = 63) @ValidationRule(value = Rules.IS_LABEL_VALUE, message = Rules.NOT_A_TAINT_VALUE)
        @JsonPropertyDescription("Value of the taint; it may be absent.")
        String value,
    @Required
        @JsonPropertyDescription(
            "NoSchedule keeps new pods off, PreferNoSchedule asks the scheduler to, and NoExecute also"
                + " evicts the pods that are there, past every PodDisruptionBudget.")
        TaintEffect effect) {

  /// Taints in one list of the API.
  public static final int MAX = 16;

  public TaintSpec {
    key = Values.text(key);
    value = Values.text(value);
    Objects.requireNonNull(effect, "effect");
  }
}
