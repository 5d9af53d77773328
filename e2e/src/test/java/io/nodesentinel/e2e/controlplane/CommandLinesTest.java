package io.nodesentinel.e2e.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommandLinesTest {
  private static final CommandLines COMMAND_LINES =
      new CommandLines(
          Path.of("/bin"),
          new StateFolder(Path.of("/state")),
          new Ports(1, 2, 3, 4, 5, 6),
          ControlPlaneSettings.full().withApiServerFlags(List.of("--v=6")));

  @ParameterizedTest
  @EnumSource
  void everyProgramListensOnThisMachineOnly(Program program) {
    String line = String.join(" ", COMMAND_LINES.of(program));

    assertThat(line).startsWith("/bin/" + program.fileName() + " ").contains("127.0.0.1");
    assertThat(line).doesNotContain("0.0.0.0").doesNotContain("localhost");
  }

  @ParameterizedTest
  @EnumSource
  void everyProgramCanBeRecognisedByItsCommandLine(Program program) {
    assertThat(COMMAND_LINES.of(program)).anyMatch(argument -> argument.contains("=/state/"));
  }

  @Test
  void flagsOfTheCallerComeLastSoThatTheyWin() {
    assertThat(COMMAND_LINES.of(Program.KUBE_APISERVER)).endsWith("--v=6");
  }

  @Test
  void fakeNodesHaveTheVersionOfTheControlPlane() throws Exception {
    GoToolchain go = new GoToolchain(Path.of("go"), "go1.26.0", "linux/amd64");
    String pinned = BuildRecipe.of(HostFolders.goModule(), go).kubernetesVersion();

    assertThat(
            Files.readString(
                HostFolders.repository()
                    .resolve("e2e/src/main/resources/controlplane/kwok-stages.yaml")))
        .contains("kubeletVersion: " + pinned + "\n");
  }
}
