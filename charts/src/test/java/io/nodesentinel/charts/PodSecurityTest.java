package io.nodesentinel.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every Pod of the chart is held to. `ChartE2E` asks a real API server about the pod security
/// level `restricted` too.
class PodSecurityTest {
  private static final String DEFAULTS = "values.yaml";

  @ParameterizedTest
  @ValueSource(
      strings = {
        DEFAULTS,
        "values-postgresql.yaml",
        "values-postgresql-external.yaml",
        "values-mongodb.yaml"
      })
  void podsAreRestricted(String valuesFile) {
    forEachPod(
        valuesFile,
        (name, pod) -> {
          JsonNode context = pod.at("/spec/securityContext");
          assertThat(context.path("runAsNonRoot").asBoolean()).as(name).isTrue();
          assertThat(context.path("runAsUser").asInt()).as(name).isPositive();
          assertThat(context.at("/seccompProfile/type").asText())
              .as(name)
              .isEqualTo("RuntimeDefault");
          for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
            assertThat(pod.path("spec").path(shared).asBoolean()).as(name + " " + shared).isFalse();
          }
          pod.at("/spec/volumes")
              .forEach(volume -> assertThat(volume.has("hostPath")).as(name).isFalse());
        });
    forEachContainer(
        valuesFile,
        (name, container) -> {
          JsonNode context = container.path("securityContext");
          assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).as(name).isFalse();
          assertThat(context.path("readOnlyRootFilesystem").asBoolean()).as(name).isTrue();
          assertThat(context.path("runAsNonRoot").asBoolean()).as(name).isTrue();
          assertThat(context.at("/capabilities/drop").toString()).as(name).isEqualTo("[\"ALL\"]");
          assertThat(context.at("/capabilities/add").isMissingNode()).as(name).isTrue();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULTS, "values-postgresql.yaml"})
  void everyImageIsPinned(String valuesFile) {
    forEachContainer(
        valuesFile,
        (name, container) ->
            assertThat(container.path("image").asText())
                .as(name)
                .matches(".+(:[^:/]+|@sha256:[0-9a-f]{64})")
                .doesNotEndWith(":latest"));
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULTS, "values-postgresql.yaml"})
  void everyContainerAsksForWhatItNeedsAndHasBoundedMemory(String valuesFile) {
    forEachContainer(
        valuesFile,
        (name, container) -> {
          JsonNode resources = container.path("resources");
          assertThat(resources.at("/requests/cpu").isMissingNode()).as(name).isFalse();
          assertThat(resources.at("/requests/memory").isMissingNode()).as(name).isFalse();
          assertThat(resources.at("/limits/memory").isMissingNode()).as(name).isFalse();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULTS, "values-postgresql.yaml"})
  void whatKeepsRunningIsProbed(String valuesFile) {
    forEachContainer(
        valuesFile,
        (name, container) -> {
          if (!name.startsWith("Job/")) {
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
              assertThat(container.has(probe)).as(name + " " + probe).isTrue();
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULTS, "values-postgresql.yaml"})
  void everyPodHasANetworkPolicy(String valuesFile) {
    List<JsonNode> objects = Chart.everything(valuesFile);
    forEachPod(
        valuesFile,
        (name, pod) ->
            assertThat(objects)
                .filteredOn(object -> object.path("kind").asText().equals("NetworkPolicy"))
                .as(name)
                .anyMatch(policy -> {
                  JsonNode types = policy.at("/spec/policyTypes");
                  return types.toString().equals("[\"Ingress\",\"Egress\"]")
                      && selects(policy.at("/spec/podSelector"), texts(pod.at("/metadata/labels")));
                }));
  }

  private static boolean selects(JsonNode selector, Map<String, String> labels) {
    boolean matches = labels.entrySet().containsAll(texts(selector.path("matchLabels")).entrySet());
    for (JsonNode expression : selector.path("matchExpressions")) {
      List<String> values = new ArrayList<>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      matches &=
          expression.path("operator").asText().equals("In")
              && values.contains(labels.getOrDefault(expression.path("key").asText(), ""));
    }
    return matches;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  private static void forEachPod(String valuesFile, BiConsumer<String, JsonNode> check) {
    List<Map.Entry<String, JsonNode>> pods = Chart.pods(Chart.everything(valuesFile)).toList();
    assertThat(pods).isNotEmpty();
    pods.forEach(pod -> check.accept(pod.getKey(), pod.getValue()));
  }

  private static void forEachContainer(String valuesFile, BiConsumer<String, JsonNode> check) {
    forEachPod(
        valuesFile,
        (name, pod) -> {
          assertThat(pod.at("/spec/initContainers").isMissingNode()).as(name).isTrue();
          pod.at("/spec/containers").forEach(container -> check.accept(name, container));
        });
  }
}
