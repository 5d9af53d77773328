package io.nodesentinel.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nodesentinel.e2e.RealCluster;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A wrong object is refused with a sentence that says what is wrong. Objects are sent as dry runs,
/// so that nothing of them is left behind.
@ExtendWith(RealCluster.class)
class WrongObjectsE2E {
  private static final String DURATION =
      "not a duration: write numbers with the units h, m, s or ms, such as 90s, 5m or 1h30m (a day is"
          + " 24h)";
  private static final String TAINT_RESERVED =
      "taint keys under kubernetes.io and k8s.io belong to Kubernetes";
  private static final String LABEL_RESERVED =
      "label keys under kubernetes.io and k8s.io belong to Kubernetes";

  /// An object that is wrong in one way, and what the API server must say about it.
  record Wrong(String what, GenericKubernetesResource object, String sentence) {
    @Override
    public String toString() {
      return what;
    }
  }

  @ParameterizedTest
  @MethodSource({"wrongEvents", "wrongPolicies", "wrongQuarantines"})
  void isRefusedWithASentence(Wrong wrong, KubernetesClient client) {
    assertThat(refusal(() -> send(client, wrong.object()))).contains(wrong.sentence());
  }

  @ParameterizedTest
  @MethodSource("rightObjects")
  void isAcceptedWhereItIsRight(GenericKubernetesResource object, KubernetesClient client) {
    assertThat(send(client, object).getMetadata().getName()).isEqualTo("wrong-0003");
  }

  @Test
  void theSpecOfAnEventCannotBeChanged(KubernetesClient client) {
    var event = create(client, event(Map.of()), "wrong-objects-event");
    try {
      assertThat(refusal(() -> change(client, event, "{\"spec\":{\"isFatal\":true}}")))
          .contains(
              "spec: Forbidden: a HealthEvent is a fact and cannot be changed: report what is true now"
                  + " with a new HealthEvent");
    } finally {
      client.resource(event).delete();
    }
  }

  @Test
  void theNodeOfAQuarantineCannotBeChanged(KubernetesClient client) {
    var quarantine =
        create(client, quarantine(Map.of("nodeName", "wrong-objects")), "wrong-objects");
    try {
      assertThat(refusal(() -> change(client, quarantine, "{\"spec\":{\"nodeName\":\"other\"}}")))
          .contains(
              "nodeName cannot be changed: make another NodeQuarantine for the other node",
              "metadata.name is \"wrong-objects\", spec.nodeName is \"other\", make them the same");
    } finally {
      client.resource(quarantine).delete();
    }
  }

  static Stream<GenericKubernetesResource> rightObjects() {
    return Stream.of(
        event(Map.of()),
        event(Map.of("entitiesImpacted", entities(64), "errorCode", codes(8))),
        event(Map.of("message", "x".repeat(4096))),
        event(Map.of("recommendedAction", "CUSTOM", "customRecommendedAction", "reseat the card")),
        event(Map.of("quarantineOverrides", Map.of("force", true, "skip", false))),
        policy(Map.of()),
        policy(
            Map.of(
                "match",
                Map.of(),
                "nodeConditions",
                List.of(Map.of("type", "Ready", "status", "Unknown", "for", "1h30m")))),
        policy(Map.of("coolOff", "UntilHealthy", "maxAge", "0.5h", "healthyFor", "250ms")),
        policy(
            Map.of(
                "allowNoExecute",
                true,
                "taints",
                List.of(
                    taint("example.com/x", "NoSchedule"), taint("example.com/x", "NoExecute")))),
        policy(Map.of("labels", Map.of("nodesentinel.io/fatal", "true", "mykubernetes.io/x", ""))),
        quarantine(Map.of()),
        quarantine(Map.of("taints", List.of(taint("x", "NoExecute")))));
  }

  static Stream<Wrong> wrongEvents() {
    return Stream.of(
        wrongEvent("no node name", "nodeName", null, "spec.nodeName: Required value"),
        wrongEvent(
            "an upper-case node name",
            "nodeName",
            "Node_3",
            "spec.nodeName: Invalid value: \"Node_3\": cannot be the name of a Node: use lower-case"
                + " letters, digits, '-' and '.', and begin and end with a letter or digit"),
        wrongEvent("an empty node name", "nodeName", "", "cannot be the name of a Node"),
        wrongEvent(
            "a node name of 254",
            "nodeName",
            "a".repeat(254),
            "spec.nodeName: Too long: may not be more than 253 bytes"),
        wrongEvent("no word on health", "isHealthy", null, "spec.isHealthy: Required value"),
        wrongEvent(
            "an empty agent", "agent", "", "spec.agent in body should be at least 1 chars long"),
        wrongEvent(
            "an unknown action",
            "recommendedAction",
            "REBOOT",
            "spec.recommendedAction: Unsupported value: \"REBOOT\": supported values: \"NONE\","
                + " \"COMPONENT_RESET\", \"CONTACT_SUPPORT\""),
        wrongEvent(
            "CUSTOM without a text",
            "recommendedAction",
            "CUSTOM",
            "spec.customRecommendedAction: Required value: recommendedAction CUSTOM needs"
                + " customRecommendedAction to say what to do"),
        wrongEvent(
            "a text without CUSTOM",
            "customRecommendedAction",
            "reseat the card",
            "spec.customRecommendedAction: Forbidden: customRecommendedAction is only for"
                + " recommendedAction CUSTOM: set that, or remove this text"),
        wrongEvent(
            "force and skip for the quarantine",
            "quarantineOverrides",
            Map.of("force", true, "skip", true),
            "spec.quarantineOverrides: Forbidden: force and skip exclude each other: set at most one of"
                + " them to true"),
        wrongEvent(
            "force and skip for the drain",
            "drainOverrides",
            Map.of("force", true, "skip", true),
            "spec.drainOverrides: Forbidden: force and skip exclude each other"),
        wrongEvent(
            "65 entities",
            "entitiesImpacted",
            entities(65),
            "spec.entitiesImpacted: Too many: 65: must have at most 64 items"),
        wrongEvent(
            "10,000 entities",
            "entitiesImpacted",
            entities(10_000),
            "spec.entitiesImpacted: Too many: 10000: must have at most 64 items"),
        wrongEvent(
            "33 codes",
            "errorCode",
            codes(33),
            "spec.errorCode: Too many: 33: must have at most 32 items"),
        new Wrong(
            "64 entities x 9 codes",
            event(Map.of("entitiesImpacted", entities(64), "errorCode", codes(9))),
            "spec: Forbidden: entitiesImpacted x errorCode is more than the 512 faults that one"
                + " HealthEvent can report: report them in several HealthEvents"),
        wrongEvent(
            "a code that is a number",
            "errorCode",
            List.of(79),
            "spec.errorCode[0] in body must be of type string"),
        wrongEvent(
            "a message of 5,000",
            "message",
            "x".repeat(5000),
            "spec.message: Too long: may not be more than 4096 bytes"),
        wrongEvent(
            "an unknown strategy",
            "processingStrategy",
            "STORE",
            "spec.processingStrategy: Unsupported value: \"STORE\": supported values:"
                + " \"EXECUTE_REMEDIATION\", \"STORE_ONLY\", \"STORE_AND_ANALYSE\""),
        wrongEvent(
            "a time that is none",
            "generatedTimestamp",
            "yesterday",
            "spec.generatedTimestamp in body must be of type date-time: \"yesterday\""),
        wrongEvent("an unknown field", "nodename", "node-0003", "unknown field \"spec.nodename\""));
  }

  static Stream<Wrong> wrongPolicies() {
    return Stream.of(
        wrongPolicy(
            "nothing to match",
            "match",
            null,
            "spec.match: Required value: a policy needs something to match: give at least one"
                + " expression in match.all or match.any, or one entry in nodeConditions (an empty"
                + " policy would match every event)"),
        wrongPolicy(
            "an empty match",
            "match",
            Map.of("all", List.of()),
            "a policy needs something to match"),
        wrongPolicy(
            "an expression of 2,049",
            "match",
            Map.of("all", List.of(Map.of("kind", "HealthEvent", "expression", "x".repeat(2049)))),
            "spec.match.all[0].expression: Too long: may not be more than 2048 bytes"),
        wrongPolicy(
            "an expression over something else",
            "match",
            Map.of("all", List.of(Map.of("kind", "Pod", "expression", "true"))),
            "spec.match.all[0].kind: Unsupported value: \"Pod\": supported values: \"HealthEvent\","
                + " \"Node\""),
        wrongPolicy(
            "an unknown mode",
            "mode",
            "Remediate",
            "spec.mode: Unsupported value: \"Remediate\": supported values: \"Observe\","
                + " \"Quarantine\", \"Drain\""),
        wrongPolicy(
            "a bad age", "maxAge", "1 day", "spec.maxAge: Invalid value: \"1 day\": " + DURATION),
        wrongPolicy(
            "a negative duration",
            "healthyFor",
            "-5m",
            "spec.healthyFor: Invalid value: \"-5m\": " + DURATION),
        wrongPolicy(
            "a bad cool-off",
            "coolOff",
            "forever",
            "spec.coolOff: Invalid value: \"forever\": neither UntilHealthy nor a duration: write"
                + " numbers with the units h, m, s or ms"),
        wrongPolicy(
            "a bad hold time of a node condition",
            "nodeConditions",
            List.of(Map.of("type", "Ready", "status", "False", "for", "ten")),
            "spec.nodeConditions[0].for: Invalid value: \"ten\": " + DURATION),
        wrongPolicy(
            "a bad window",
            "flapGuard",
            Map.of("transitions", 3, "window", "1w"),
            "spec.flapGuard.window: Invalid value: \"1w\": " + DURATION),
        wrongPolicy(
            "a taint under kubernetes.io",
            "taints",
            List.of(taint("node.kubernetes.io/unschedulable", "NoSchedule")),
            "spec.taints: Forbidden: " + TAINT_RESERVED),
        wrongPolicy(
            "a taint under k8s.io",
            "taints",
            List.of(taint("k8s.io/x", "NoSchedule")),
            "spec.taints: Forbidden: " + TAINT_RESERVED),
        wrongPolicy(
            "a taint key that is none",
            "taints",
            List.of(taint("a/b/c", "NoSchedule")),
            "spec.taints: Forbidden: a taint key is a name such as broken, or a domain and a name such"
                + " as example.com/broken"),
        wrongPolicy(
            "NoExecute without permission",
            "taints",
            List.of(taint("example.com/x", "NoExecute")),
            "spec.taints: Forbidden: the effect NoExecute needs allowNoExecute: true, because it evicts"
                + " every pod that does not tolerate the taint, past every PodDisruptionBudget"),
        wrongPolicy(
            "the same taint twice",
            "taints",
            List.of(taint("example.com/x", "NoSchedule"), taint("example.com/x", "NoSchedule")),
            "spec.taints: Forbidden: two taints have the same key and the same effect: a node can carry"
                + " only one of them, remove the other"),
        wrongPolicy(
            "a label under k8s.io",
            "labels",
            Map.of("node.k8s.io/x", "y"),
            "spec.labels: Forbidden: " + LABEL_RESERVED),
        wrongPolicy(
            "a label that is the operator's",
            "labels",
            Map.of("nodesentinel.io/managed", "false"),
            "spec.labels: Forbidden: the labels nodesentinel.io/state and nodesentinel.io/managed have"
                + " a meaning of their own and cannot be set here: choose another key"),
        wrongPolicy(
            "a label value that is none",
            "labels",
            Map.of("example.com/x", "a b"),
            "spec.labels: Forbidden: a label value has only letters, digits, '-', '_' and '.'"),
        wrongPolicy(
            "a drain policy that cannot be",
            "drainPolicy",
            "Gentle Drain",
            "spec.drainPolicy: Invalid value: \"Gentle Drain\": cannot be the name of a DrainPolicy"),
        wrongPolicy(
            "a selector without values",
            "nodeSelector",
            Map.of("matchExpressions", List.of(Map.of("key", "pool", "operator", "In"))),
            "spec.nodeSelector.matchExpressions[0]: Forbidden: the operators In and NotIn need values;"
                + " Exists and DoesNotExist have none"));
  }

  static Stream<Wrong> wrongQuarantines() {
    return Stream.of(
        wrongQuarantine(
            "another node than its name",
            "nodeName",
            "node-0004",
            "spec.nodeName: Forbidden: a NodeQuarantine has the name of its node: metadata.name is"
                + " \"wrong-0003\", spec.nodeName is \"node-0004\", make them the same"),
        wrongQuarantine(
            "a taint of Kubernetes",
            "taints",
            List.of(taint("node.kubernetes.io/not-ready", "NoExecute")),
            "spec.taints: Forbidden: " + TAINT_RESERVED),
        wrongQuarantine(
            "a label of Kubernetes",
            "labels",
            Map.of("kubernetes.io/x", "y"),
            "spec.labels: Forbidden: " + LABEL_RESERVED),
        wrongQuarantine(
            "a drain policy that cannot be",
            "drain",
            Map.of("enabled", true, "policy", "X"),
            "spec.drain.policy: Invalid value: \"X\": cannot be the name of a DrainPolicy"));
  }

  private static Wrong wrongEvent(String what, String field, @Nullable Object value, String says) {
    return new Wrong("an event with " + what, with(event(Map.of()), field, value), says);
  }

  private static Wrong wrongPolicy(String what, String field, @Nullable Object value, String says) {
    return new Wrong("a policy with " + what, with(policy(Map.of()), field, value), says);
  }

  private static Wrong wrongQuarantine(String what, String field, Object value, String says) {
    return new Wrong("a quarantine with " + what, with(quarantine(Map.of()), field, value), says);
  }

  private static GenericKubernetesResource event(Map<String, Object> spec) {
    return object(
        "HealthEvent",
        Map.of(
            "nodeName", "node-0003",
            "agent", "gpu-health-monitor",
            "componentClass", "GPU",
            "checkName", "GpuXidError",
            "isHealthy", false),
        spec);
  }

  private static GenericKubernetesResource policy(Map<String, Object> spec) {
    return object(
        "QuarantinePolicy",
        Map.of(
            "match",
            Map.of("all", List.of(Map.of("kind", "HealthEvent", "expression", "event.isFatal")))),
        spec);
  }

  private static GenericKubernetesResource quarantine(Map<String, Object> spec) {
    return object("NodeQuarantine", Map.of("nodeName", "wrong-0003"), spec);
  }

  private static GenericKubernetesResource object(
      String kind, Map<String, Object> right, Map<String, Object> other) {
    var spec = new TreeMap<String, Object>(right);
    spec.putAll(other);
    return new GenericKubernetesResourceBuilder()
        .withApiVersion("nodesentinel.io/v1alpha1")
        .withKind(kind)
        .withNewMetadata()
        .withName("wrong-0003")
        .endMetadata()
        .addToAdditionalProperties("spec", spec)
        .build();
  }

  /// Null removes the field.
  private static GenericKubernetesResource with(
      GenericKubernetesResource object, String field, @Nullable Object value) {
    Map<String, @Nullable Object> spec =
        Objects.requireNonNull(object.get("spec"), "every object here has a spec");
    if (value == null) {
      spec.remove(field);
    } else {
      spec.put(field, value);
    }
    return object;
  }

  private static Map<String, Object> taint(String key, String effect) {
    return Map.of("key", key, "effect", effect);
  }

  private static List<Map<String, String>> entities(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Map.of("entityType", "GPU", "entityValue", String.valueOf(i)))
        .toList();
  }

  private static List<String> codes(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  private static GenericKubernetesResource send(
      KubernetesClient client, GenericKubernetesResource object) {
    return client
        .resource(object)
        .dryRun()
        .fieldValidation(FieldValidateable.Validation.STRICT)
        .create();
  }

  private static GenericKubernetesResource create(
      KubernetesClient client, GenericKubernetesResource object, String name) {
    object.getMetadata().setName(name);
    client.resource(object).delete();
    return client.resource(object).create();
  }

  private static void change(
      KubernetesClient client, GenericKubernetesResource object, String patch) {
    client.resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private static String refusal(Runnable request) {
    var refused = catchThrowableOfType(KubernetesClientException.class, request::run);
    assertThat(refused).as("the object was accepted").isNotNull();
    return refused.getStatus().getMessage();
  }
}
