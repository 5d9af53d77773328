package io.nodesentinel.e2e.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.e2e.controlplane.HostFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `scripts/dev-env` where programs that it calls are there or not: scripts that write down how
/// they are called play them.
class DevEnvTest {
  @TempDir private Path folder;
  private Path root;
  private Path calls;

  @BeforeEach
  void makeACheckout() throws IOException {
    root = folder.resolve("checkout");
    calls = folder.resolve("calls");
    Files.createDirectories(root.resolve("scripts"));
    Files.createDirectories(root.resolve("tilt"));
    Files.copy(
        HostFolders.repository().resolve("scripts/dev-env"), root.resolve("scripts/dev-env"));
    for (String name : List.of("Tiltfile", "Tiltfile.postgresql", "Tiltfile.mongodb")) {
      Files.writeString(root.resolve("tilt").resolve(name), "");
    }
    play(root.resolve("nodesentinel"), "");
    play(root.resolve("scripts/build"), "");
  }

  @Test
  void withoutDockerTheLocalControlPlaneTakesTheClustersPlace() throws Exception {
    Run run = run("", "up", "tilt/Tiltfile.postgresql");

    assertThat(run.exitCode()).isZero();
    assertThat(run.calls()).containsExactly("nodesentinel dev --datastore postgresql");
    assertThat(run.output()).contains("no Docker daemon answers: a local control plane");
    assertThat(run("", "up", "tilt/Tiltfile").calls()).containsExactly("nodesentinel dev");
  }

  @Test
  void withoutDockerThereIsNoMongoDbAndItSaysSo() throws Exception {
    Run run = run("", "up", "tilt/Tiltfile.mongodb");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.calls()).isEmpty();
    assertThat(run.output()).contains("without Docker there is no MongoDB");
  }

  @Test
  void withDockerAndTiltTheClusterIsMadeAndNamedToTilt() throws Exception {
    everythingIsThere("");

    Run run = run("x", "up", "tilt/Tiltfile");

    assertThat(run.calls())
        .containsExactly(
            "docker info",
            "docker info",
            "kind get clusters",
            "kind create cluster --name nodesentinel-x --wait 120s",
            "tilt up --context kind-nodesentinel-x --file " + root.resolve("tilt/Tiltfile"));
  }

  @Test
  void aClusterThatIsThereIsFoundAgain() throws Exception {
    everythingIsThere("nodesentinel");

    assertThat(run("", "cluster-create").calls())
        .containsExactly("docker info", "kind get clusters");
    assertThat(run("", "ci", "tilt/Tiltfile").calls())
        .endsWith(
            "tilt ci --context kind-nodesentinel --file "
                + root.resolve("tilt/Tiltfile")
                + " --timeout 20m");
  }

  @Test
  void withDockerButWithoutTiltTheLocalControlPlaneIsUsedToo() throws Exception {
    everythingIsThere("");
    Files.delete(folder.resolve("bin/tilt"));

    Run run = run("", "up", "tilt/Tiltfile");

    assertThat(run.output()).contains("tilt is not on the PATH: a local control plane");
    assertThat(run.calls()).endsWith("nodesentinel dev");
  }

  @Test
  void withoutTiltTheTiltfilesAreLookedThrough() throws Exception {
    Run run = run("", "ci", "tilt/Tiltfile");

    assertThat(run.output()).contains("nothing is run");
    assertThat(run.calls()).singleElement().asString().contains("-Dtest=TiltfilesTest");
  }

  @Test
  void whatCannotBeDoneIsSaid() throws Exception {
    assertThat(run("", "cluster-create").output()).contains("'make dev-env' does without");
    assertThat(run("", "up", "tilt/Nothing").output())
        .contains("there are: tilt/Tiltfile tilt/Tiltfile.mongodb tilt/Tiltfile.postgresql");
    assertThat(run("", "nonsense").exitCode()).isEqualTo(1);
  }

  private record Run(int exitCode, String output, List<String> calls) {}

  /// @param clusters that kind has, with spaces between them
  private void everythingIsThere(String clusters) throws IOException {
    for (String program : List.of("docker", "tilt", "helm", "kubectl")) {
      play(folder.resolve("bin").resolve(program), "");
    }
    play(folder.resolve("bin/kind"), "[ \"$1\" != get ] || echo '" + clusters + "'");
  }

  private void play(Path file, String more) throws IOException {
    Files.createDirectories(file.getParent());
    String body = "#!/bin/sh\necho \"$(basename \"$0\") $*\" >> '" + calls + "'\n" + more + "\n";
    Files.writeString(file, body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run run(String suffix, String... arguments) throws IOException, InterruptedException {
    Files.deleteIfExists(calls);
    Files.createDirectories(folder.resolve("bin"));
    List<String> command =
        new ArrayList<>(List.of("sh", root.resolve("scripts/dev-env").toString()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("CLUSTER_NAME_SUFFIX", suffix);
    builder.environment().put("PATH", folder.resolve("bin") + ":" + tools());
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    List<String> called = Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    return new Run(process.exitValue(), Files.readString(output), called);
  }

  /// What a shell script needs, without the programs that this machine may have beside them.
  private Path tools() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String name : List.of("dirname", "basename", "grep", "cat")) {
      Path tool =
          Files.writeString(tools.resolve(name), "#!/bin/sh\nexec " + found(name) + " \"$@\"\n");
      Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return tools;
  }

  private static Path found(String name) {
    return List.of(Path.of("/bin", name), Path.of("/usr/bin", name)).stream()
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
