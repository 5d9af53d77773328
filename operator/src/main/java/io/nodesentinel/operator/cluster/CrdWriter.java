package io.nodesentinel.operator.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Brings CustomResourceDefinitions to the version of this build.
///
/// The `spec` is replaced as a whole, on the condition of the version that was read. A server-side
/// apply would leave what somebody else, such as helm, wrote first: a field or a rule that is no
/// more would stay for ever.
public final class CrdWriter {
  private static final int TRIES = 5;

  private final KubernetesClient client;
  private final Duration servedWithin;

  /// @param servedWithin how long the API server may take to serve a definition
  public CrdWriter(KubernetesClient client, Duration servedWithin) {
    this.client = client;
    this.servedWithin = servedWithin;
  }

  /// Creates what is missing, replaces what is there, and waits until the API server serves it.
  ///
  /// @param definitions YAML by name
  /// @param progress gets one line for each
  /// @throws IllegalStateException with a sentence, if one is refused or not served
  public void apply(Map<String, String> definitions, Consumer<String> progress) {
    definitions.forEach((name, yaml) -> {
      GenericKubernetesResource wanted =
          client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
      try {
        progress.accept(name + ": " + write(name, wanted));
      } catch (KubernetesClientException refused) {
        throw new IllegalStateException(
            "the CustomResourceDefinition " + name + " is refused: " + refused.getMessage(),
            refused);
      }
      awaitServed(name);
    });
  }

  // As in the file, not through the typed model, which could drop a field that it does not know.
  private String write(String name, GenericKubernetesResource wanted) {
    for (int i = 1; ; i++) {
      GenericKubernetesResource present = definitions().withName(name).get();
      try {
        if (present == null) {
          definitions().resource(wanted).create();
          return "created";
        }
        String before = present.getMetadata().getResourceVersion();
        present.setAdditionalProperty(
            "spec", Objects.requireNonNull(wanted.getAdditionalProperties().get("spec")));
        GenericKubernetesResource after = definitions().resource(present).update();
        return after.getMetadata().getResourceVersion().equals(before)
            ? "up to date"
            : "brought to this version";
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || i == TRIES) {
          throw e;
        }
      }
    }
  }

  private NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      definitions() {
    return client.genericKubernetesResources(
        new ResourceDefinitionContext.Builder()
            .withGroup("apiextensions.k8s.io")
            .withVersion("v1")
            .withKind("CustomResourceDefinition")
            .withPlural("customresourcedefinitions")
            .withNamespaced(false)
            .build());
  }

  private void awaitServed(String name) {
    try {
      client
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(name)
          .waitUntilCondition(CrdWriter::isServed, servedWithin.toMillis(), TimeUnit.MILLISECONDS);
    } catch (KubernetesClientTimeoutException late) {
      throw new IllegalStateException(
          "the API server does not serve " + name + " after " + servedWithin.toSeconds() + " s",
          late);
    }
  }

  private static boolean isServed(@Nullable CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }
}
