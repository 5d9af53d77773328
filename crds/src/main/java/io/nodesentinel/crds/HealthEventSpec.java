package io.nodesentinel.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A health event as reported. The JSON names are those of stored documents and of the gRPC API.
@ApiType
@JsonClassDescription(
    "What was reported. It cannot be changed: what is true now is reported with a new HealthEvent.")
@ValidationRule(
    value = "self == oldSelf",
    message =
        "a HealthEvent is a fact and cannot be changed: report what is true now with a new HealthEvent",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value =
        "!has(self.recommendedAction) || self.recommendedAction != 'CUSTOM' ||"
            + " (has(self.customRecommendedAction) && size(self.customRecommendedAction) > 0)",
    message = "recommendedAction CUSTOM needs customRecommendedAction to say what to do",
    fieldPath = ".customRecommendedAction",
    reason = Rules.REQUIRED)
@ValidationRule(
    value =
        "!has(self.customRecommendedAction) || size(self.customRecommendedAction) == 0 ||"
            + " (has(self.recommendedAction) && self.recommendedAction == 'CUSTOM')",
    message =
        "customRecommendedAction is only for recommendedAction CUSTOM: set that, or remove this text",
    fieldPath = ".customRecommendedAction",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value =
        "!has(self.entitiesImpacted) || !has(self.errorCode) || size(self.entitiesImpacted) *"
            + " size(self.errorCode) <= 512",
    message =
        "entitiesImpacted x errorCode is more than the 512 faults that one HealthEvent can report: report them in several HealthEvents",
    reason = Rules.FORBIDDEN)
public record HealthEventSpec(
    @Required
        @Size(max = 253) @ValidationRule(value = Rules.IS_DNS_SUBDOMAIN, message = Rules.NOT_A_NODE_NAME)
        @JsonPropertyDescription("Name of the Node that the fact is about.")
        String nodeName,
    @Required
        @Size(min = 1, max = 128) @JsonPropertyDescription(
            "Who reports: the name of the monitor, such as gpu-health-monitor.")
        String agent,
    @Required
        @Size(min = 1, max = 64) @JsonPropertyDescription(
            "The class of component that was checked, such as GPU, NIC or Disk.")
        String componentClass,
    @Required
        @Size(min = 1, max = 128) @JsonPropertyDescription("Name of the check, such as GpuXidError.")
        String checkName,
    @Default("1")
        @Min(1) @JsonPropertyDescription(
            "Version of the check. A healthy event closes only faults of the same version.")
        int version,
    @Required
        @JsonProperty("isHealthy")
        @JsonPropertyDescription(
            "False opens a fault for each entity and error code. True closes the faults of the same"
                + " agent, component class, check, node and version; entities and error codes in it"
                + " restrict what it closes.")
        boolean isHealthy,
    @Default("false")
        @JsonProperty("isFatal")
        @JsonPropertyDescription(
            "Whether work on the node cannot go on. Policies usually act on fatal events only.")
        boolean isFatal,
    @Size(max = MAX_MESSAGE) @JsonPropertyDescription("What was found, for people. At most 4,096 characters.")
        String message,
    @Default("NONE")
        @JsonPropertyDescription(
            "What would repair the node, in the view of the reporter. UNKNOWN is for reports that"
                + " were converted from another system.")
        RecommendedAction recommendedAction,
    @Size(max = 256) @JsonPropertyDescription(
            "What would repair the node, in words. Required with recommendedAction CUSTOM, and"
                + " refused with any other.")
        String customRecommendedAction,
    @Size(max = 32) @JsonPropertyDescription(
            "Error codes, such as XID numbers. Entities x codes are at most 512.")
        List<@Size(min = 1, max = 128) String> errorCode,
    @Size(max = 64) @JsonPropertyDescription(
            "The parts of the node that are concerned. None means the node as a whole; in a healthy"
                + " event none means all parts. Entities x codes are at most 512.")
        List<Entity> entitiesImpacted,
    @Size(max = 32) @JsonPropertyDescription(
            "Further facts as text, up to 32. The key idempotencyKey, where present, is unique: the"
                + " same report sent twice is stored once.")
        Map<String, @Size(max = 1024) String> metadata,
    @Rfc3339
        @JsonPropertyDescription(
            "When the reporter found it. Absent means when the object was created.")
        @Nullable Instant generatedTimestamp,
    @JsonPropertyDescription(
            "Overrides policies for the quarantine: force acts without a matching policy, still within"
                + " the budgets; skip never acts.")
        @Nullable BehaviourOverrides quarantineOverrides,
    @JsonPropertyDescription(
            "Overrides policies for the drain: force lets every pod in scope leave at once; skip"
                + " leaves the pods where they are.")
        @Nullable BehaviourOverrides drainOverrides,
    @Default("EXECUTE_REMEDIATION")
        @JsonPropertyDescription(
            "What may come of the event. EXECUTE_REMEDIATION lets policies act, STORE_ONLY keeps it"
                + " and never acts, STORE_AND_ANALYSE keeps it for analysis and never acts by itself.")
        ProcessingStrategy processingStrategy) {

  /// Characters of `message` that the API server accepts; other ways in truncate and flag.
  public static final int MAX_MESSAGE = 4096;

  public HealthEventSpec {
    nodeName = Values.text(nodeName);
    agent = Values.text(agent);
    componentClass = Values.text(componentClass);
    checkName = Values.text(checkName);
    version = version == 0 ? 1 : version;
    message = Values.text(message);
    recommendedAction = recommendedAction == null ? RecommendedAction.NONE : recommendedAction;
    customRecommendedAction = Values.text(customRecommendedAction);
    errorCode = Values.list(errorCode);
    entitiesImpacted = Values.list(entitiesImpacted);
    metadata = Values.map(metadata);
    processingStrategy =
        processingStrategy == null ? ProcessingStrategy.EXECUTE_REMEDIATION : processingStrategy;
  }
}
