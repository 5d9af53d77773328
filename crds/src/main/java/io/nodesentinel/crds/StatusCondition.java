package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A condition as Kubernetes writes them (`metav1.Condition`). A longer message is truncated.
@ApiType
public record StatusCondition(
    @Required
        @Size(min = 1, max = 64) @JsonPropertyDescription("What the condition is about. Each type is there once.")
        String type,
    @Required @JsonPropertyDescription("Whether it is so: True, False, or Unknown.")
        ConditionStatus status,
    @Required @Size(min = 1, max = 64) @JsonPropertyDescription("Why, in one word for machines.")
        String reason,
    @Size(max = MAX_MESSAGE) @JsonPropertyDescription("Why, in a sentence for people.")
        String message,
    @Required
        @Rfc3339
        @JsonPropertyDescription("When the status last changed; a new reason does not move it.")
        Instant lastTransitionTime,
    @JsonPropertyDescription("The metadata.generation that the condition speaks about.")
        @Nullable Long observedGeneration) {

  /// Conditions of one object.
  public static final int MAX = 16;

  static final int MAX_MESSAGE = 4096;

  public StatusCondition {
    type = Values.text(type);
    Objects.requireNonNull(status, "status");
    reason = Values.text(reason);
    message = Values.text(message, MAX_MESSAGE);
    Objects.requireNonNull(lastTransitionTime, "lastTransitionTime");
  }

  /// `old` with `next` in the place of the condition of the same type, or at the end. The time of
  /// the old one is kept unless the status changes.
  public static List<StatusCondition> set(List<StatusCondition> old, StatusCondition next) {
    var conditions = new ArrayList<StatusCondition>(old.size() + 1);
    boolean replaced = false;
    for (StatusCondition condition : old) {
      if (condition.type.equals(next.type)) {
        conditions.add(
            condition.status == next.status ? next.at(condition.lastTransitionTime) : next);
        replaced = true;
      } else {
        conditions.add(condition);
      }
    }
    if (!replaced) {
      conditions.add(next);
    }
    return List.copyOf(conditions);
  }

  /// The same, said of another version of the object.
  public StatusCondition withObservedGeneration(@Nullable Long generation) {
    return new StatusCondition(type, status, reason, message, lastTransitionTime, generation);
  }

  private StatusCondition at(Instant transition) {
    return new StatusCondition(type, status, reason, message, transition, observedGeneration);
  }
}
