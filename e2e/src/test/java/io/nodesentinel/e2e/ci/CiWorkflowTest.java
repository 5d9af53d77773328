package io.nodesentinel.e2e.ci;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.nodesentinel.e2e.controlplane.HostFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Nobody here can run the workflow of a forge; this holds it to what it names.
class CiWorkflowTest {
  private static final Pattern MAKE = Pattern.compile("(?m)^\\s*make ([a-z0-9-]+)");
  private static final Pattern TARGET = Pattern.compile("(?m)^([a-z0-9-]+):.* ## ");

  private final Path root = HostFolders.repository();
  private JsonNode workflow;

  @BeforeEach
  void read() throws IOException {
    workflow =
        new ObjectMapper(new YAMLFactory())
            .readTree(Files.readString(root.resolve(".github/workflows/ci.yml")));
  }

  @Test
  void everyTargetThatItMakesIsInTheMakefile() throws IOException {
    Set<String> targets = groups(TARGET, Files.readString(root.resolve("Makefile")));
    Set<String> made =
        steps().stream()
            .flatMap(step -> groups(MAKE, step.path("run").asText()).stream())
            .collect(Collectors.toSet());

    assertThat(made).contains("test", "cluster-create", "tilt-ci", "e2e-test-ci");
    assertThat(targets).containsAll(made);
  }

  @Test
  void itRunsOnBothArchitecturesWithEveryProvider() {
    JsonNode matrix = workflow.at("/jobs/cluster/strategy/matrix");
    assertThat(texts(matrix.path("arch"))).containsExactly("amd64", "arm64");
    assertThat(texts(workflow.at("/jobs/test/strategy/matrix/arch")))
        .containsExactly("amd64", "arm64");
    List<String> datastores = texts(matrix.path("datastore"));
    assertThat(datastores).containsExactly("kubernetes", "postgresql", "mongodb");
    assertThat(datastores)
        .allSatisfy(datastore -> {
          String name = datastore.equals("kubernetes") ? "Tiltfile" : "Tiltfile." + datastore;
          assertThat(root.resolve("tilt").resolve(name)).isRegularFile();
        });
  }

  @Test
  void actionsArePinnedByTheirCommitWithTheVersionBesideIt() throws IOException {
    List<String> lines =
        Files.readAllLines(root.resolve(".github/workflows/ci.yml")).stream()
            .filter(line -> line.contains("uses: "))
            .toList();
    assertThat(lines)
        .isNotEmpty()
        .allMatch(
            line -> line.matches(" *- uses: actions/[a-z-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
  }

  @Test
  void itMayReadTheSourcesAndNothingElse() {
    assertThat(workflow.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
    assertThat(workflow.path("jobs")).noneMatch(job -> job.has("permissions"));
    assertThat(steps().stream().filter(step -> step.path("uses").asText().contains("/checkout@")))
        .allMatch(step -> !step.at("/with/persist-credentials").asBoolean(true));
    assertThat(workflow.toString()).doesNotContain("secrets.", "pull_request_target");
  }

  @Test
  void itTakesTheJdkAndTheGoThatTheBuildAsksFor() throws IOException {
    String pom = Files.readString(root.resolve("pom.xml"));
    String module = Files.readString(root.resolve("e2e/controlplane/go.mod"));
    for (JsonNode step : steps()) {
      if (step.at("/with").has("java-version")) {
        assertThat(pom)
            .contains("<maven.compiler.release>" + step.at("/with/java-version").asText() + "<");
      }
      if (step.at("/with").has("go-version")) {
        assertThat(module).contains("\ngo " + step.at("/with/go-version").asText() + ".");
      }
    }
  }

  private List<JsonNode> steps() {
    List<JsonNode> all = new ArrayList<>();
    workflow.path("jobs").forEach(job -> job.path("steps").forEach(all::add));
    return all;
  }

  private static Set<String> groups(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
