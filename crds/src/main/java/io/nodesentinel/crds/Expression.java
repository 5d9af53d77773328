package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Objects;

/// A CEL expression and what it looks at.
@ApiType
public record Expression(
    @Required
        @JsonPropertyDescription(
            "What the expression looks at: HealthEvent gives it the variable event, Node the variable"
                + " node.")
        FactKind kind,
    @Required
        @Size(min = 1, max = 2048) @JsonPropertyDescription(
            "A CEL expression that gives a boolean, such as event.isFatal && !event.isHealthy. At most"
                + " 2,048 characters.")
        String expression) {

  public Expression {
    Objects.requireNonNull(kind, "kind");
    expression = Values.text(expression);
  }
}
