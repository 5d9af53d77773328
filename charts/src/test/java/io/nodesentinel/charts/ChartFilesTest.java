package io.nodesentinel.charts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that are made of others are committed; `make chart` writes them again.
class ChartFilesTest {
  private static final boolean WRITE = Boolean.getBoolean("chart.write");
  private static final String HOW = "is not what it is made of: run `make chart`";
  private static final String BEGIN = "<!-- values: begin -->\n";
  private static final String END = "<!-- values: end -->\n";

  @Test
  void theSchemaIsThatOfTheValues() throws IOException {
    assertCurrent(
        Chart.folder().resolve("values.schema.json"), Generated.schema(ValuesFile.values()));
  }

  @Test
  void theReadmeHasTheTableOfTheValues() throws IOException {
    Path readme = Chart.folder().resolve("README.md");
    String text = Chart.read(readme);
    String before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
    String after = text.substring(text.indexOf(END));
    assertCurrent(readme, before + Generated.table(ValuesFile.values()) + after);
  }

  @Test
  void everyValueIsDocumented() {
    assertThat(ValuesFile.values())
        .filteredOn(value -> !value.isGroup())
        .isNotEmpty()
        .allSatisfy(
            value -> assertThat(value.documentation()).as(value.path()).matches(".{10,}\\."));
  }

  @Test
  void theCrdsAreThoseOfTheRecords() throws IOException {
    Path source = Chart.repository().resolve("crds/src/main/resources/io/nodesentinel/crds");
    Path target = Chart.folder().resolve("crds");
    Map<String, String> wanted = contents(source);
    if (WRITE) {
      for (String old : contents(target).keySet()) {
        Files.delete(target.resolve(old));
      }
      for (var file : wanted.entrySet()) {
        Files.writeString(target.resolve(file.getKey()), file.getValue());
      }
    }
    assertThat(contents(target)).as("charts/nodesentinel/crds " + HOW).isEqualTo(wanted);
  }

  static Stream<Rendering> renderings() {
    return Stream.concat(
        Stream.of(
            new Rendering("values", List.of(), Map.of()),
            new Rendering("everything", List.of("values-postgresql.yaml"), Chart.ALL_EXTRAS)),
        Chart.VALUES_FILES.stream()
            .map(file -> new Rendering(file.replace(".yaml", ""), List.of(file), Map.of())));
  }

  record Rendering(String name, List<String> valuesFiles, Map<String, Object> values) {
    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @MethodSource("renderings")
  void aRenderingIsTheOneThatWasLookedAt(Rendering rendering) throws IOException {
    assertCurrent(
        Chart.repository()
            .resolve("charts/src/test/resources/golden")
            .resolve(rendering.name() + ".yaml"),
        Chart.text(rendering.valuesFiles(), rendering.values()).stripTrailing() + "\n");
  }

  private static void assertCurrent(Path file, String wanted) throws IOException {
    if (WRITE) {
      Files.writeString(file, wanted);
    }
    String name = Chart.repository().relativize(file).toString();
    assertThat(file).as(name + " is not there: run `make chart`").exists();
    assertThat(Chart.read(file)).as(name + " " + HOW).isEqualTo(wanted);
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> contents.put(file.getFileName().toString(), Chart.read(file)));
    }
    return contents;
  }
}
