package io.nodesentinel.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodesentinel.e2e.RealCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `kubectl explain` reads like documentation at every level. It shows what the API server
/// publishes under `/openapi/v3`, and that is what is looked at here.
@ExtendWith(RealCluster.class)
class ExplainE2E {
  /// Described by Kubernetes itself.
  private static final Set<String> OF_KUBERNETES = Set.of("apiVersion", "kind", "metadata");

  @ParameterizedTest
  @ValueSource(strings = {"HealthEvent", "QuarantinePolicy", "NodeQuarantine", "Datastore"})
  void everyFieldHasADescription(String kind, KubernetesClient client) {
    // The document follows the CRD within a few seconds.
    JsonNode schema =
        Objects.requireNonNull(
            await(kind + " in /openapi/v3")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> published(client, kind), Objects::nonNull));
    var complaints = new ArrayList<String>();
    describe(kind, schema, complaints);
    for (String part : List.of("spec", "status")) {
      assertThat(schema.at("/properties/" + part + "/properties").size()).isPositive();
    }
    schema
        .path("properties")
        .properties()
        .forEach(field -> {
          if (!OF_KUBERNETES.contains(field.getKey())) {
            walk(kind + "." + field.getKey(), field.getValue(), complaints);
          }
        });
    assertThat(complaints).isEmpty();
  }

  private static @Nullable JsonNode published(KubernetesClient client, String kind) {
    String text = client.raw("/openapi/v3/apis/nodesentinel.io/v1alpha1");
    JsonNode document = client.getKubernetesSerialization().unmarshal(text, JsonNode.class);
    for (JsonNode schema : document.at("/components/schemas")) {
      JsonNode named = schema.at("/x-kubernetes-group-version-kind/0");
      if (named.path("group").asText().equals("nodesentinel.io")
          && named.path("kind").asText().equals(kind)) {
        return schema;
      }
    }
    return null;
  }

  private static void walk(String path, JsonNode schema, List<String> complaints) {
    describe(path, schema, complaints);
    fields(path, schema, complaints);
  }

  /// The elements of a list are described by the list itself, their fields are not.
  private static void fields(String path, JsonNode schema, List<String> complaints) {
    schema
        .path("properties")
        .properties()
        .forEach(field -> walk(path + "." + field.getKey(), field.getValue(), complaints));
    if (schema.has("items")) {
      fields(path, schema.path("items"), complaints);
    }
  }

  private static void describe(String path, JsonNode schema, List<String> complaints) {
    if (!schema.path("description").asText().endsWith(".")) {
      complaints.add(path + " is not described");
    }
  }
}
