package io.nodesentinel.e2e.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.e2e.controlplane.HostFolders;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceTreeTest {
  private final Path root = HostFolders.repository();

  @Test
  void theOperatorIsMadeOfTheModulesThatItNeedsAndOfNoOther() throws IOException {
    List<String> modules =
        SourceTree.of(root).modules().stream().map(m -> root.relativize(m).toString()).toList();

    assertThat(modules).contains("operator", "reconcilers", "crds", "datastore/postgresql");
    assertThat(modules).doesNotContain("e2e", "simulator", "charts", "datastore/tck");
  }

  @Test
  void itRunsFromWhatIsCompiledAndNotFromOurJars() throws IOException {
    List<String> classPath = List.of(SourceTree.of(root).classPath().split(File.pathSeparator, -1));

    assertThat(classPath).contains(root.resolve("operator/target/classes").toString());
    assertThat(classPath).anyMatch(entry -> entry.contains("kubernetes-client-"));
    assertThat(classPath)
        .noneMatch(e -> Path.of(e).getFileName().toString().startsWith("nodesentinel-"));
  }
}
