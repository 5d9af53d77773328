package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is wanted for one node.
@ApiType
@JsonClassDescription(
    "What is wanted for the node. Fields that a person edits are the person's until the session ends.")
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
public record NodeQuarantineSpec(
    @Required
        @Size(max = 253) @ValidationRule(value = Rules.IS_DNS_SUBDOMAIN, message = Rules.NOT_A_NODE_NAME)
        @ValidationRule(
            value = "self == oldSelf",
            message = "nodeName cannot be changed: make another NodeQuarantine for the other node",
            reason = Rules.FORBIDDEN)
        @JsonPropertyDescription("Name of the Node. It cannot be changed and equals metadata.name.")
        String nodeName,
    @Size(max = 256) @JsonPropertyDescription("Why the node is in quarantine, for people.")
        @Nullable String reason,
    @Size(max = 253) @JsonPropertyDescription("Who wants it: a person or a team. Absent for faults.")
        @Nullable String requestedBy,
    @Default("true")
        @JsonPropertyDescription(
            "Whether the node is cordoned, so that no new pod is placed on it.")
        @Nullable Boolean cordon,
    @Size(max = TaintSpec.MAX) @JsonPropertyDescription(
            "Taints that the node gets, at most one for each key and effect. Keys under kubernetes.io"
                + " and k8s.io are refused.")
        List<TaintSpec> taints,
    @Size(max = 16) @JsonPropertyDescription(
            "Labels that the node gets. Keys under kubernetes.io and k8s.io are refused, and so are"
                + " nodesentinel.io/state and nodesentinel.io/managed.")
        Map<String, @Size(max = 63) String> labels,
    @JsonPropertyDescription("Whether and how the pods of the node leave. Absent means they stay.")
        @Nullable DrainRequest drain) {

  public NodeQuarantineSpec {
    nodeName = Values.text(nodeName);
    taints = Values.list(taints);
    labels = Values.map(labels);
  }

  /// `cordon` with its default.
  public boolean wantsCordon() {
    return cordon == null || cordon;
  }

  /// `drain.enabled` with its default.
  public boolean wantsDrain() {
    return drain != null && drain.enabled();
  }
}
