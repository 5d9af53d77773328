package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/// The expressions of a policy: all of `all` and, if there are any, one of `any`.
@ApiType
public record Match(
    @Size(max = 32) @JsonPropertyDescription("Expressions that must all be true.")
        List<Expression> all,
    @Size(max = 32) @JsonPropertyDescription(
            "Expressions of which at least one must be true, if there are any.")
        List<Expression> any) {

  public Match {
    all = Values.list(all);
    any = Values.list(any);
  }

  public static Match none() {
    return new Match(List.of(), List.of());
  }
}
