package io.nodesentinel.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.nodesentinel.e2e.RealCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every file in `examples/` can be applied as it is.
@ExtendWith(RealCluster.class)
class ExamplesE2E {
  @ParameterizedTest
  @MethodSource("examples")
  void isAppliedWithStrictFieldValidation(Path example, KubernetesClient client)
      throws IOException {
    // Not as our types: they would drop what the API server is to complain about.
    var object =
        client
            .getKubernetesSerialization()
            .unmarshal(Files.readString(example), GenericKubernetesResource.class);
    String namespace = object.getMetadata().getNamespace();
    if (namespace != null) {
      client
          .namespaces()
          .resource(
              new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
          .serverSideApply();
    }

    GenericKubernetesResource applied =
        client
            .resource(object)
            .dryRun()
            .fieldValidation(FieldValidateable.Validation.STRICT)
            .forceConflicts()
            .serverSideApply();

    assertThat(applied.getKind()).isEqualTo(object.getKind());
    assertThat(applied.getMetadata().getName()).isEqualTo(object.getMetadata().getName());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void saysInItsFirstLineWhatItDoes(Path example) throws IOException {
    List<String> lines = Files.readAllLines(example);

    assertThat(lines.getFirst()).matches("# [A-Z].*[.]");
    assertThat(lines.subList(1, lines.size())).noneMatch(line -> line.startsWith("#"));
  }

  static Stream<Path> examples() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("nodesentinel.home"), "examples"))) {
      List<Path> examples =
          files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      assertThat(examples).isNotEmpty();
      return examples.stream();
    }
  }
}
