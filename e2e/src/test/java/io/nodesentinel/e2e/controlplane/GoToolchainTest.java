package io.nodesentinel.e2e.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.e2e.controlplane.GoToolchain.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoToolchainTest {
  private static final Path GO = Path.of("/somewhere/go");

  @TempDir Path folder;

  @Test
  void aRecentReleaseIsSuitable() {
    assertThat(new Answer(0, List.of("go1.26.8", "linux", "amd64")).toolchain(GO))
        .contains(new GoToolchain(GO, "go1.26.8", "linux/amd64"));
  }

  @Test
  void aFetchedToolchainCountsAsTheOneThatRuns() {
    assertThat(
            new Answer(
                    0,
                    List.of("go: downloading go1.26.0 (linux/arm64)", "go1.26.0", "linux", "arm64"))
                .toolchain(GO))
        .contains(new GoToolchain(GO, "go1.26.0", "linux/arm64"));
  }

  @Test
  void anOldReleaseIsNot() {
    Answer old = new Answer(0, List.of("go1.22.2", "linux", "amd64"));

    assertThat(old.toolchain(GO)).isEmpty();
    assertThat(old.summary()).isEqualTo("go1.22.2");
  }

  @Test
  void oneThatRefusesTheModuleIsNot() {
    Answer refusal = new Answer(1, List.of("go: go.mod requires go >= 1.26.0"));

    assertThat(refusal.toolchain(GO)).isEmpty();
    assertThat(refusal.summary()).contains("requires go >= 1.26.0");
  }

  @Test
  void thePathIsSearchedBeforeTheUsualFolders() throws Exception {
    Path go = Scripts.write(folder.resolve("go"), "");

    assertThat(GoToolchain.candidates(Map.of("PATH", "/no/such/folder:" + folder))).startsWith(go);
  }
}
