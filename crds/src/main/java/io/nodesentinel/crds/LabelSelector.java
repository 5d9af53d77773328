package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/// A label selector as in Kubernetes: all of it must hold; an empty one selects everything.
@ApiType
public record LabelSelector(
    @Size(max = 32) @JsonPropertyDescription("Labels that must be there with exactly these values.")
        Map<String, @Size(max = 63) String> matchLabels,
    @Size(max = 32) @JsonPropertyDescription("Requirements that must all hold.")
        List<LabelSelectorRequirement> matchExpressions) {

  public LabelSelector {
    matchLabels = Values.map(matchLabels);
    matchExpressions = Values.list(matchExpressions);
  }

  public boolean matches(Map<String, String> labels) {
    return matchLabels.entrySet().stream()
            .allMatch(e -> e.getValue().equals(labels.get(e.getKey())))
        && matchExpressions.stream().allMatch(requirement -> requirement.matches(labels));
  }
}
