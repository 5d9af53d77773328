package io.nodesentinel.e2e.controlplane;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Installs CRDs from files, or brings installed ones up to date.
public final class CrdInstaller {
  private static final String FIELD_MANAGER = "nodesentinel-controlplane";
  private static final long ESTABLISHED_TIMEOUT_SECONDS = 30;
  private static final String DOCUMENT_SEPARATOR = "(?m)^---.*$";

  private CrdInstaller() {}

  /// Server-side-applies every `*.yml` and `*.yaml` file of the folder and waits until the API
  /// server serves each of them.
  ///
  /// @return the names of the CRDs, in the order of the files
  /// @throws ControlPlaneException if a file is not a CRD or is refused, naming the file
  public static List<String> install(KubernetesClient client, Path folder) {
    List<String> names = new ArrayList<>();
    for (Path file : yamlFiles(folder)) {
      for (GenericKubernetesResource crd : definitions(file)) {
        apply(client, crd, file);
        names.add(crd.getMetadata().getName());
      }
    }
    names.forEach(name -> awaitEstablished(client, name));
    return names;
  }

  private static List<Path> yamlFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".yml") || f.toString().endsWith(".yaml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new ControlPlaneException("Cannot read the CRDs in " + folder + ": " + e, e);
    }
  }

  private static List<GenericKubernetesResource> definitions(Path file) {
    try {
      return Stream.of(Files.readString(file).split(DOCUMENT_SEPARATOR, -1))
          .filter(document -> document.lines().anyMatch(CrdInstaller::hasContent))
          .map(text -> Serialization.unmarshal(text, GenericKubernetesResource.class))
          .peek(object -> requireCrd(object, file))
          .toList();
    } catch (IOException e) {
      throw new ControlPlaneException("Cannot read " + file + ": " + e, e);
    }
  }

  private static boolean hasContent(String line) {
    return !line.isBlank() && !line.startsWith("#");
  }

  private static void requireCrd(GenericKubernetesResource object, Path file) {
    if (!"CustomResourceDefinition".equals(object.getKind())) {
      throw new ControlPlaneException(
          "%s holds a %s, not a CustomResourceDefinition.".formatted(file, object.getKind()));
    }
  }

  // As it is in the file, not through the typed model, which could drop a field that it lacks.
  private static void apply(KubernetesClient client, GenericKubernetesResource crd, Path file) {
    try {
      client.resource(crd).fieldManager(FIELD_MANAGER).forceConflicts().serverSideApply();
    } catch (KubernetesClientException e) {
      throw new ControlPlaneException("%s is refused: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void awaitEstablished(KubernetesClient client, String name) {
    try {
      client
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(name)
          .waitUntilCondition(
              CrdInstaller::isEstablished, ESTABLISHED_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (KubernetesClientTimeoutException e) {
      throw new ControlPlaneException(
          "The API server does not serve %s after %d s."
              .formatted(name, ESTABLISHED_TIMEOUT_SECONDS),
          e);
    }
  }

  private static boolean isEstablished(@Nullable CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
  }
}
