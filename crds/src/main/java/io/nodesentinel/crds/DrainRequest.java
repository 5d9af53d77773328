package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/// Whether and how pods leave.
@ApiType
public record DrainRequest(
    @Default("false") @JsonPropertyDescription("Whether the pods of the node are moved off.")
        boolean enabled,
    @Size(max = 253) @ValidationRule(value = Rules.IS_DNS_SUBDOMAIN, message = Rules.NOT_A_DRAIN_POLICY_NAME)
        @JsonPropertyDescription(
            "Name of the DrainPolicy that says how pods leave. Absent means the built-in one.")
        @Nullable String policy) {}
