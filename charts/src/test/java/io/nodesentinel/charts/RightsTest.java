package io.nodesentinel.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The chart gives the operator the rights of operator/manifests/rbac.yaml, each of which is taken
/// away in turn by `RbacE2E`, and those of rbac-datastore.yaml, and no others.
class RightsTest {
  @Test
  void theOperatorHasTheRightsOfTheManifestsAndNoOthers() {
    List<JsonNode> manifests = new ArrayList<>();
    for (String file : List.of("rbac.yaml", "rbac-datastore.yaml")) {
      Path manifest = Chart.repository().resolve("operator/manifests").resolve(file);
      manifests.addAll(Chart.parse(Chart.read(manifest)));
    }
    Map<String, JsonNode> tested = plain(manifests);
    tested.remove("Namespace/nodesentinel");
    Map<String, JsonNode> charted =
        plain(
            Chart.objects(List.of(), Map.of()).stream()
                .filter(RightsTest::isOfTheOperator)
                .toList());

    assertThat(charted).isEqualTo(tested);
  }

  @Test
  void inAnotherNamespaceTheyAreBoundToTheAccountThere() {
    String text =
        new Helm(Chart.folder())
            .template()
            .withName("sentry")
            .withNamespace("fleet")
            .withKubeVersion("1.36.3")
            .call();
    assertThat(Chart.parse(text))
        .filteredOn(object -> object.has("subjects") && isOfTheOperator(object))
        .hasSize(5)
        .allSatisfy(binding -> {
          assertThat(binding.at("/subjects/0/name").asText()).isEqualTo("sentry-nodesentinel");
          assertThat(binding.at("/subjects/0/namespace").asText()).isEqualTo("fleet");
        });
  }

  @Test
  void nobodyGetsRightsByWildcardBeyondLookingAtOurObjects() {
    Chart.everything("values-postgresql.yaml").stream()
        .filter(object -> object.has("rules"))
        .forEach(role ->
            role.get("rules")
                .forEach(rule -> {
                  assertThat(rule.get("verbs").toString()).as(Chart.name(role)).doesNotContain("*");
                  assertThat(rule.get("apiGroups").toString())
                      .as(Chart.name(role))
                      .doesNotContain("*");
                  if (rule.get("resources").toString().contains("*")) {
                    assertThat(rule.get("apiGroups").toString()).isEqualTo("[\"nodesentinel.io\"]");
                    assertThat(rule.get("verbs").toString())
                        .isEqualTo("[\"get\",\"list\",\"watch\"]");
                  }
                }));
  }

  private static boolean isOfTheOperator(JsonNode object) {
    String kind = object.path("kind").asText();
    return (kind.contains("Role") || kind.equals("ServiceAccount"))
        && object.at("/metadata/labels/app.kubernetes.io~1component").asText().equals("operator")
        && !object.at("/metadata/annotations").has("helm.sh/hook");
  }

  /// Without labels, which say who installed it.
  private static Map<String, JsonNode> plain(List<JsonNode> objects) {
    Map<String, JsonNode> plain = new TreeMap<>();
    for (JsonNode object : objects) {
      JsonNode copy = object.deepCopy();
      ((ObjectNode) copy.get("metadata")).remove("labels");
      plain.put(Chart.name(object), copy);
    }
    return plain;
  }
}
