package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/// Options of a connection; what is absent is the provider's default. Durations are Go durations.
@ApiType
@ValidationRule(
    value =
        "!has(self.maxConnections) || !has(self.maxIdleConnections) || self.maxIdleConnections <="
            + " self.maxConnections",
    message = "maxIdleConnections is more than maxConnections",
    fieldPath = ".maxIdleConnections",
    reason = Rules.FORBIDDEN)
public record ConnectionOptions(
    @Min(1) @Max(1000) @JsonPropertyDescription("How many connections are open at most. Absent means 10.")
        @Nullable Integer maxConnections,
    @Min(0) @Max(1000) @JsonPropertyDescription(
            "How many are kept open while there is nothing to do. Absent means 2.")
        @Nullable Integer maxIdleConnections,
    @Size(max = 32) @ValidationRule(value = Rules.IS_OPTIONAL_DURATION, message = Rules.NOT_A_DURATION)
        @JsonPropertyDescription(
            "After which time a connection is replaced, 30s to 168h. Absent means 30m.")
        String connectionMaxLifetime,
    @Size(max = 32) @ValidationRule(value = Rules.IS_OPTIONAL_DURATION, message = Rules.NOT_A_DURATION)
        @JsonPropertyDescription(
            "How often changes are looked for when nothing wakes the operator, 10ms to 1h. Absent means"
                + " 1s.")
        String pollInterval,
    @Size(max = 32) @ValidationRule(value = Rules.IS_OPTIONAL_DURATION, message = Rules.NOT_A_DURATION)
        @JsonPropertyDescription(
            "How long events are kept that are closed. Absent means 720h; 0s keeps them for ever.")
        String retention,
    @Size(max = 32) @ValidationRule(value = Rules.IS_OPTIONAL_DURATION, message = Rules.NOT_A_DURATION)
        @JsonPropertyDescription(
            "How long dead letters are kept. Absent means 720h; 0s keeps them for ever.")
        String deadLetterRetention) {
  public ConnectionOptions {
    connectionMaxLifetime = Values.text(connectionMaxLifetime);
    pollInterval = Values.text(pollInterval);
    retention = Values.text(retention);
    deadLetterRetention = Values.text(deadLetterRetention);
  }

  static ConnectionOptions none() {
    return new ConnectionOptions(null, null, "", "", "", "");
  }
}
