package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/// What was on a node before us.
@ApiType
public record PreExisting(
    @Default("false") @JsonPropertyDescription("Whether the node was cordoned by somebody else.")
        boolean cordon,
    @Size(max = 64) @JsonPropertyDescription("Taints that the session wants and that were there already.")
        List<TaintSpec> taints) {

  public PreExisting {
    taints = Values.list(taints);
  }

  public static PreExisting none() {
    return new PreExisting(false, List.of());
  }
}
