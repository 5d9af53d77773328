package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;

/// An instruction of the reporter that goes before the policies. Both at once is invalid.
@ApiType
@ValidationRule(
    value = "!(has(self.force) && self.force && has(self.skip) && self.skip)",
    message = "force and skip exclude each other: set at most one of them to true",
    reason = Rules.FORBIDDEN)
public record BehaviourOverrides(
    @Default("false")
        @JsonPropertyDescription("Act, whatever the policies say. Not together with skip.")
        boolean force,
    @Default("false")
        @JsonPropertyDescription("Do not act, whatever the policies say. Not together with force.")
        boolean skip) {}
