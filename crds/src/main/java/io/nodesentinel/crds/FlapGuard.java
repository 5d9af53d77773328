package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/// How often a node may come and go before it is kept out. `window` is a Go duration.
@ApiType
public record FlapGuard(
    @Required
        @Min(2) @Max(1000) @JsonPropertyDescription(
            "How many times a fault may open and close within the window before the node is kept in"
                + " quarantine.")
        int transitions,
    @Required
        @Size(max = 32) @ValidationRule(value = Rules.IS_DURATION, message = Rules.NOT_A_DURATION)
        @JsonPropertyDescription("The time in which transitions are counted, such as 1h.")
        String window) {

  public FlapGuard {
    window = Values.text(window);
  }
}
