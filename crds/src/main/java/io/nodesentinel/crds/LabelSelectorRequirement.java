package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One requirement of a selector. As in Kubernetes, `NotIn` holds where the label is absent.
@ApiType
@ValidationRule(
    value = "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
    message = "the operators In and NotIn need values; Exists and DoesNotExist have none",
    reason = Rules.FORBIDDEN)
public record LabelSelectorRequirement(
    @Required @Size(min = 1, max = 317) @JsonPropertyDescription("Key of the label.") String key,
    @Required
        @JsonPropertyDescription(
            "In and NotIn compare with values, Exists and DoesNotExist have none. NotIn also holds"
                + " where the label is absent.")
        SelectorOperator operator,
    @Size(max = 64) @JsonPropertyDescription("Values for In and NotIn.")
        List<@Size(max = 63) String> values) {

  public LabelSelectorRequirement {
    key = Values.text(key);
    Objects.requireNonNull(operator, "operator");
    values = Values.list(values);
  }

  public boolean matches(Map<String, String> labels) {
    String value = labels.get(key);
    return switch (operator) {
      case In -> value != null && values.contains(value);
      case NotIn -> value == null || !values.contains(value);
      case Exists -> value != null;
      case DoesNotExist -> value == null;
    };
  }
}
