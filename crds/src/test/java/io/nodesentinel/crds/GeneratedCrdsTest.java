package io.nodesentinel.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GeneratedCrdsTest {
  private static final Path FOLDER = Path.of("src/main/resources/io/nodesentinel/crds");

  @Test
  void theCommittedCrdsAreThoseOfTheRecords() throws IOException {
    Map<String, String> generated = CrdYaml.files();
    if (Boolean.getBoolean("crds.write")) {
      Files.createDirectories(FOLDER);
      for (var file : generated.entrySet()) {
        Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
      }
    }
    assertThat(committed())
        .as("the CRDs in crds/%s are not those of the records: run `make crds`", FOLDER)
        .isEqualTo(generated);
  }

  @Test
  void everyFieldIsDescribedAndBounded() {
    var complaints = new ArrayList<String>();
    CrdYaml.generate()
        .forEach((name, crd) ->
            check(
                crd.getSpec().getNames().getKind(),
                crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema(),
                true,
                complaints));
    assertThat(complaints).isEmpty();
  }

  @Test
  void everyRuleHasASentenceAndStandsOnce() {
    var complaints = new ArrayList<String>();
    CrdYaml.generate()
        .forEach((name, crd) ->
            checkRules(
                crd.getSpec().getNames().getKind(),
                crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema(),
                complaints));
    assertThat(complaints).isEmpty();
  }

  private static Map<String, String> committed() throws IOException {
    var files = new TreeMap<String, String>();
    if (Files.isDirectory(FOLDER)) {
      try (var paths = Files.list(FOLDER)) {
        for (Path path : paths.toList()) {
          files.put(String.valueOf(path.getFileName()), Files.readString(path));
        }
      }
    }
    return files;
  }

  private static void check(
      String path, JSONSchemaProps schema, boolean field, List<String> complaints) {
    String description = schema.getDescription();
    if (field && (description == null || !description.endsWith("."))) {
      complaints.add(path + " has no description that ends with a period");
    }
    switch (schema.getType()) {
      case "string" -> {
        if (schema.getMaxLength() == null
            && schema.getEnum().isEmpty()
            && schema.getFormat() == null) {
          complaints.add(path + " has neither maxLength nor enum nor format");
        }
        if (schema.getPattern() != null
            && !(schema.getPattern().startsWith("^") && schema.getPattern().endsWith("$"))) {
          complaints.add(path + " has a pattern that is not anchored");
        }
      }
      case "array" -> {
        if (schema.getMaxItems() == null) {
          complaints.add(path + " has no maxItems");
        }
        check(path + "[]", schema.getItems().getSchema(), false, complaints);
      }
      case "object" -> {
        if (schema.getAdditionalProperties() != null) {
          if (schema.getMaxProperties() == null) {
            complaints.add(path + " has no maxProperties");
          }
          check(path + "{}", schema.getAdditionalProperties().getSchema(), false, complaints);
        } else if (schema.getProperties().isEmpty()) {
          complaints.add(path + " has no properties");
        }
        schema.getProperties().forEach((n, s) -> check(path + "." + n, s, true, complaints));
      }
      case "integer", "boolean" -> {}
      default -> complaints.add(path + " has the type " + schema.getType());
    }
  }

  private static void checkRules(String path, JSONSchemaProps schema, List<String> complaints) {
    var rules = schema.getXKubernetesValidations();
    if (rules.stream().distinct().count() != rules.size()) {
      complaints.add(path + " has a rule twice");
    }
    rules.stream()
        .filter(rule -> Objects.requireNonNullElse(rule.getMessage(), "").isEmpty())
        .forEach(
            rule -> complaints.add(path + " has a rule without a sentence: " + rule.getRule()));
    schema.getProperties().forEach((n, s) -> checkRules(path + "." + n, s, complaints));
    if (schema.getItems() != null) {
      checkRules(path + "[]", schema.getItems().getSchema(), complaints);
    }
  }
}
