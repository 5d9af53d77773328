package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which facts lead to what. Durations are Go durations, see [GoDuration].
@ApiType
@JsonClassDescription("Which facts lead to what, on which nodes.")
@ValidationRule(
    value =
        "(has(self.match) && ((has(self.match.all) && size(self.match.all) > 0) ||"
            + " (has(self.match.any) && size(self.match.any) > 0))) || (has(self.nodeConditions) &&"
            + " size(self.nodeConditions) > 0)",
    message =
        "a policy needs something to match: give at least one expression in match.all or match.any, or"
            + " one entry in nodeConditions (an empty policy would match every event)",
    fieldPath = ".match",
    reason = Rules.REQUIRED)
@ValidationRule(
    value =
        "(has(self.allowNoExecute) && self.allowNoExecute) || !has(self.taints) || self.taints.all(t,"
            + " t.effect != 'NoExecute')",
    message =
        "the effect NoExecute needs allowNoExecute: true, because it evicts every pod that does not"
            + " tolerate the taint, past every PodDisruptionBudget",
    fieldPath = ".taints",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value = Rules.TAINT_KEYS_ARE_VALID,
    message = Rules.TAINT_KEY_INVALID,
    fieldPath = ".taints",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value = Rules.TAINT_KEYS_ARE_OURS,
    message = Rules.TAINT_KEY_RESERVED,
    fieldPath = ".taints",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value = Rules.TAINTS_ARE_UNIQUE,
    message = Rules.TAINT_TWICE,
    fieldPath = ".taints",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value = Rules.LABEL_KEYS_ARE_VALID,
    message = Rules.LABEL_KEY_INVALID,
    fieldPath = ".labels",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value = Rules.LABEL_VALUES_ARE_VALID,
    message = Rules.LABEL_VALUE_INVALID,
    fieldPath = ".labels",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value = Rules.LABEL_KEYS_ARE_OURS,
    message = Rules.LABEL_KEY_RESERVED,
    fieldPath = ".labels",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value = Rules.LABELS_ARE_NOT_STATE,
    message = Rules.LABEL_IS_STATE,
    fieldPath = ".labels",
    reason = Rules.FORBIDDEN)
public record QuarantinePolicySpec(
    @Default("Quarantine")
        @JsonPropertyDescription(
            "How far the policy goes. Observe only reports what it would do; Quarantine cordons, taints"
                + " and labels the node; Drain also moves its pods off.")
        Mode mode,
    @JsonPropertyDescription(
            "Which nodes the policy is for, by their labels. Absent or empty means all.")
        @Nullable LabelSelector nodeSelector,
    @Default("false")
        @JsonPropertyDescription(
            "Whether the policy is for control-plane nodes too. They are left alone otherwise, also"
                + " when nodeSelector selects them.")
        boolean includeControlPlane,
    @JsonPropertyDescription(
            "Which events the policy is for, by CEL expressions over the event and its node. An event"
                + " matches when all of all are true and, if there are any, one of any is.")
        Match match,
    @Size(max = 32) @JsonPropertyDescription(
            "Conditions of the node itself that are faults, such as Ready=Unknown for 10m. One of them"
                + " is enough.")
        List<NodeConditionMatch> nodeConditions,
    @Default("0")
        @Min(-1000000) @Max(1000000) @JsonPropertyDescription(
            "Which policy decides where two contradict each other, such as in drainPolicy: the higher"
                + " one, and of two equal ones the first by name.")
        int priority,
    @Default("true")
        @JsonDeserialize(using = TrueByDefault.class)
        @JsonPropertyDescription(
            "Whether the node is cordoned, so that no new pod is placed on it.")
        boolean cordon,
    @Size(max = TaintSpec.MAX) @JsonPropertyDescription(
            "Taints that the node gets, at most one for each key and effect. Keys under kubernetes.io"
                + " and k8s.io are refused.")
        List<TaintSpec> taints,
    @Default("false")
        @JsonPropertyDescription(
            "Whether a taint may have the effect NoExecute. It empties nodes past every"
                + " PodDisruptionBudget.")
        boolean allowNoExecute,
    @Size(max = 16) @JsonPropertyDescription(
            "Labels that the node gets. Keys under kubernetes.io and k8s.io are refused, and so are"
                + " nodesentinel.io/state and nodesentinel.io/managed.")
        Map<String, @Size(max = 63) String> labels,
    @Size(max = 253) @ValidationRule(value = Rules.IS_DNS_SUBDOMAIN, message = Rules.NOT_A_DRAIN_POLICY_NAME)
        @JsonPropertyDescription(
            "Name of the DrainPolicy that says how pods leave in mode Drain. Absent means the built-in"
                + " one.")
        @Nullable String drainPolicy,
    @Default("24h")
        @Size(max = 32) @ValidationRule(value = Rules.IS_DURATION, message = Rules.NOT_A_DURATION)
        @JsonPropertyDescription(
            "How old a fact may be to start a quarantine, such as 24h. Older ones start nothing, neither"
                + " when the operator first sees a store nor when the policy is new.")
        String maxAge,
    @Default("0s")
        @Size(max = 32) @ValidationRule(value = Rules.IS_DURATION, message = Rules.NOT_A_DURATION)
        @JsonPropertyDescription(
            "How long a node stays in quarantine after its last fault closed, such as 10m.")
        String healthyFor,
    @Default("1h")
        @Size(max = 32) @ValidationRule(
            value = "self == 'UntilHealthy' || " + Rules.IS_DURATION,
            message =
                "neither UntilHealthy nor a duration: write numbers with the units h, m, s or ms, such as"
                    + " 90s, 5m or 1h30m (a day is 24h)")
        @JsonPropertyDescription(
            "After a person released the node, how long the same fault does not quarantine it again:"
                + " a duration such as 1h, or UntilHealthy for until a healthy event. After it only a"
                + " new report does.")
        String coolOff,
    @JsonPropertyDescription(
            "Keeps a node in quarantine whose fault comes and goes. Absent means that nothing is"
                + " counted.")
        @Nullable FlapGuard flapGuard) {

  /// The value of `coolOff` that is not a duration.
  public static final String UNTIL_HEALTHY = "UntilHealthy";

  public QuarantinePolicySpec {
    mode = mode == null ? Mode.Quarantine : mode;
    match = match == null ? Match.none() : match;
    nodeConditions = Values.list(nodeConditions);
    taints = Values.list(taints);
    labels = Values.map(labels);
    maxAge = maxAge == null ? "24h" : maxAge;
    healthyFor = healthyFor == null ? "0s" : healthyFor;
    coolOff = coolOff == null ? "1h" : coolOff;
  }
}
