package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One entry of the ledger: a fault that a policy matches and that no healthy event has closed.
@ApiType
public record Fault(
    @Required @JsonPropertyDescription("What identifies the fault on its node.") FaultKey key,
    @Required
        @JsonPropertyDescription(
            "Open (it justifies the session), Observed (only policies in mode Observe match it), Held"
                + " (it waits for room in a budget), or Cancelled (a person released the node from"
                + " it).")
        FaultState state,
    @Required @Rfc3339 @JsonPropertyDescription("When the fault was first reported.") Instant since,
    @Required @Rfc3339 @JsonPropertyDescription("When the fault was last reported.")
        Instant lastSeen,
    @Size(max = 253) @JsonPropertyDescription(
            "The event that opened the fault: name of a HealthEvent or id in the store. Absent for a"
                + " condition of the node.")
        @Nullable String sourceEvent,
    @Rfc3339 @JsonPropertyDescription("When the state last changed. Absent means at since.")
        @Nullable Instant stateSince,
    @Size(max = MAX_POLICIES) @JsonPropertyDescription("Names of the policies that act on the fault.")
        List<@Size(max = 253) String> policies,
    @Default("NONE")
        @JsonPropertyDescription(
            "What would repair the node, in the view of the last report that said so.")
        RecommendedAction recommendedAction,
    @Default("false")
        @JsonPropertyDescription(
            "Whether the report forced the quarantine, so that no policy has to match.")
        boolean forced,
    @Rfc3339
        @JsonPropertyDescription(
            "Until when the fault does not quarantine the node again after a manual release. Absent"
                + " means no such time.")
        @Nullable Instant coolOffUntil) {

  public static final int MAX_POLICIES = 32;

  public Fault {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(lastSeen, "lastSeen");
    policies = Values.list(policies);
    recommendedAction = recommendedAction == null ? RecommendedAction.NONE : recommendedAction;
  }

  /// The same state again moves nothing; another one is in force since `at`.
  public Fault withState(FaultState state, Instant at) {
    return state == this.state
        ? this
        : new Fault(
            key,
            state,
            since,
            lastSeen,
            sourceEvent,
            at,
            policies,
            recommendedAction,
            forced,
            coolOffUntil);
  }

  public Fault withLastSeen(Instant lastSeen) {
    return new Fault(
        key,
        state,
        since,
        lastSeen,
        sourceEvent,
        stateSince,
        policies,
        recommendedAction,
        forced,
        coolOffUntil);
  }

  public Fault withPolicies(List<String> policies) {
    return new Fault(
        key,
        state,
        since,
        lastSeen,
        sourceEvent,
        stateSince,
        policies,
        recommendedAction,
        forced,
        coolOffUntil);
  }

  public Fault withRecommendedAction(RecommendedAction recommendedAction) {
    return new Fault(
        key,
        state,
        since,
        lastSeen,
        sourceEvent,
        stateSince,
        policies,
        recommendedAction,
        forced,
        coolOffUntil);
  }

  public Fault withCoolOffUntil(@Nullable Instant coolOffUntil) {
    return new Fault(
        key,
        state,
        since,
        lastSeen,
        sourceEvent,
        stateSince,
        policies,
        recommendedAction,
        forced,
        coolOffUntil);
  }
}
