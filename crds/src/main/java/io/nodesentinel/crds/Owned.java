package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/// What we applied to a node.
@ApiType
public record Owned(
    @Default("false") @JsonPropertyDescription("Whether the cordon is the operator's.")
        boolean cordon,
    @Size(max = 64) @JsonPropertyDescription("Taints that the operator added.")
        List<TaintSpec> taints,
    @Size(max = 64) @JsonPropertyDescription("Labels that the operator added.")
        Map<String, @Size(max = 63) String> labels) {

  public Owned {
    taints = Values.list(taints);
    labels = Values.map(labels);
  }

  public static Owned none() {
    return new Owned(false, List.of(), Map.of());
  }
}
