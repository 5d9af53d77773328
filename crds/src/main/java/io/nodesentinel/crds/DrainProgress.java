package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How far a drain is. `total` = `left` + those that are gone.
@ApiType
public record DrainProgress(
    @Size(max = MAX_PLAN) @JsonPropertyDescription(
            "How the pods leave, a line for each rule that applies, such as ns/app*: AllowCompletion,"
                + " 12 pods.")
        List<@Size(max = 512) String> plan,
    @Required @JsonPropertyDescription("How many pods had to leave when the drain began.")
        int total,
    @Required @JsonPropertyDescription("How many pods still have to leave.") int left,
    @Required @JsonPropertyDescription("How many pods the operator evicted or deleted.")
        int evicted,
    @Size(max = MAX_BLOCKED) @JsonPropertyDescription("Pods that cannot leave now, and why; the first 32 of them.")
        List<BlockedPod> blocked,
    @Required
        @Rfc3339
        @JsonPropertyDescription("When the drain began; timeouts are counted from here.")
        Instant startedAt,
    @Rfc3339
        @JsonPropertyDescription(
            "When the drain gives up or stops waiting, by its DrainPolicy. Absent means never.")
        @Nullable Instant deadline) {

  public static final int MAX_PLAN = 64;
  public static final int MAX_BLOCKED = 32;

  public DrainProgress {
    plan = Values.list(plan);
    blocked = Values.list(blocked);
    Objects.requireNonNull(startedAt, "startedAt");
  }
}
