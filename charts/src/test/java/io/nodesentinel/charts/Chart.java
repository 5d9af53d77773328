package io.nodesentinel.charts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The chart as helm sees it. Rendered as release `nodesentinel` in the namespace `nodesentinel`.
final class Chart {
  static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /// The values files that are shipped, `values.yaml` itself aside.
  static final List<String> VALUES_FILES =
      List.of("values-postgresql.yaml", "values-postgresql-external.yaml", "values-mongodb.yaml");

  /// Everything that is off by default.
  static final Map<String, Object> ALL_EXTRAS =
      Map.of(
          "podMonitor.enabled", true,
          "prometheusRule.enabled", true,
          "dashboard.enabled", true,
          "defaultPolicies.enabled", true,
          "rbac.reporters[0].name", "monitor",
          "rbac.reporters[0].namespace", "monitoring");

  private static final String HOOK = "helm.sh/hook";
  private static final String NO_HOOK = "example.com/hook";
  private static final Path WITH_HOOKS_AS_OBJECTS = copy();

  private Chart() {}

  /// Hooks are left out of what the library renders. In this copy of the chart they are objects
  /// like others.
  private static Path copy() {
    try (Stream<Path> files = Files.walk(folder())) {
      Path target = Files.createTempDirectory("chart").resolve("nodesentinel");
      for (Path file : files.toList()) {
        Path to = target.resolve(folder().relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.writeString(to, Files.readString(file).replace(HOOK, NO_HOOK));
        }
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The folder of the chart.
  static Path folder() {
    return repository().resolve("charts/nodesentinel");
  }

  /// The root of the checkout.
  static Path repository() {
    return Path.of(System.getProperty("nodesentinel.home", "..")).toAbsolutePath().normalize();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What helm would send to the API server, as text.
  ///
  /// @param valuesFiles names in the folder of the chart
  /// @throws IllegalStateException with helm's message, if it refuses
  static String text(List<String> valuesFiles, Map<String, Object> values) {
    TemplateCommand command =
        new Helm(WITH_HOOKS_AS_OBJECTS)
            .template()
            .withName("nodesentinel")
            .withNamespace("nodesentinel")
            .withKubeVersion("1.36.3");
    valuesFiles.forEach(file -> command.withValuesFile(folder().resolve(file)));
    values.forEach(command::set);
    return command.call().replace(NO_HOOK, HOOK);
  }

  /// The same, as objects.
  static List<JsonNode> objects(List<String> valuesFiles, Map<String, Object> values) {
    return parse(text(valuesFiles, values));
  }

  /// With everything that the chart can make, but for the values files.
  static List<JsonNode> everything(String valuesFile) {
    return objects(List.of(valuesFile), ALL_EXTRAS);
  }

  /// The documents of a YAML text that are not empty.
  static List<JsonNode> parse(String text) {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
      return documents.readAll().stream().filter(JsonNode::isObject).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  /// The Pods that objects ask for, by the name of the object.
  static Stream<Map.Entry<String, JsonNode>> pods(List<JsonNode> objects) {
    return objects.stream()
        .filter(object -> object.at("/spec/template/spec/containers").isArray())
        .map(object -> Map.entry(name(object), object.at("/spec/template")));
  }

  static String name(JsonNode object) {
    return object.path("kind").asText() + "/" + object.at("/metadata/name").asText();
  }

  static JsonNode named(List<JsonNode> objects, String kindAndName) {
    return objects.stream()
        .filter(object -> name(object).equals(kindAndName))
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                kindAndName + " is not among " + objects.stream().map(Chart::name).toList()));
  }
}
