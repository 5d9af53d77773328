package io.nodesentinel.e2e.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a shell script in the place of `go`, which notes each call in the file `calls`.
class BinaryBuildTest {
  private static final String NOTE = "echo x >> \"$(dirname \"$0\")/calls\"\n";
  private static final String BUILD =
      """
      while [ "$1" != -o ]; do shift; done
      echo program > "$2"; chmod +x "$2"
      """;

  @TempDir Path folder;
  private final List<String> progress = new ArrayList<>();

  @BeforeEach
  void aModule() throws Exception {
    Files.createDirectory(folder.resolve("module"));
    Files.writeString(
        folder.resolve("module/go.mod"), "require (\n\tk8s.io/kubernetes v1.99.7\n)\n");
    Files.writeString(folder.resolve("module/go.sum"), "");
  }

  @Test
  void theFirstTimeBuildsEachProgramAndTheSecondFindsThem() throws Exception {
    BinaryBuild build = build(NOTE + BUILD);

    Path first = build.ensure(progress::add);
    assertThat(Binaries.areAllIn(first)).isTrue();
    assertThat(progress).hasSize(6).anyMatch(line -> line.contains("kwok (5 of 5): built in"));

    progress.clear();
    assertThat(build.ensure(progress::add)).isEqualTo(first);
    assertThat(progress).isEmpty();
    assertThat(calls()).isEqualTo(5);
  }

  @Test
  void aFailedBuildShowsWhatTheCompilerSaidAndLeavesNothingToBeTakenForResult() throws Exception {
    BinaryBuild failing = build(NOTE + "echo 'undefined: Frobnicate'; exit 1");

    assertThatThrownBy(() -> failing.ensure(progress::add))
        .isInstanceOf(ControlPlaneException.class)
        .hasMessageContaining("etcd")
        .hasMessageContaining("undefined: Frobnicate");

    Path result = build(NOTE + BUILD).ensure(progress::add);
    try (Stream<Path> left = Files.list(folder.resolve("cache"))) {
      assertThat(left).containsExactlyInAnyOrder(result, folder.resolve("cache/build.lock"));
    }
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    BinaryBuild build = build(NOTE + BUILD);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Path> one =
          CompletableFuture.supplyAsync(() -> build.ensure(line -> {}), threads);
      CompletableFuture<Path> other =
          CompletableFuture.supplyAsync(() -> build.ensure(line -> {}), threads);
      assertThat(one.get()).isEqualTo(other.get());
    }
    assertThat(calls()).isEqualTo(5);
  }

  @Test
  void whateverChangesTheProgramsChangesTheKey() throws Exception {
    String before = recipe("go1.26.8").key();

    assertThat(before).hasSize(16).isEqualTo(recipe("go1.26.8").key());
    assertThat(recipe("go1.26.9").key()).isNotEqualTo(before);
    Files.writeString(folder.resolve("module/go.sum"), "more");
    assertThat(recipe("go1.26.8").key()).isNotEqualTo(before);
  }

  @Test
  void theVersionInTheProgramsIsTheOneInTheModule() {
    assertThat(recipe("go1.26.8").command(Program.ETCD, Path.of("/x/etcd")))
        .contains(
            "-mod=readonly",
            "-trimpath",
            "-ldflags=-s -w -X k8s.io/component-base/version.gitVersion=v1.99.7")
        .endsWith("-o", "/x/etcd", "go.etcd.io/etcd/server/v3");
  }

  private BuildRecipe recipe(String goVersion) {
    return BuildRecipe.of(
        folder.resolve("module"), new GoToolchain(Path.of("go"), goVersion, "linux/amd64"));
  }

  private BinaryBuild build(String go) throws Exception {
    Path script = Scripts.write(folder.resolve("tools/go"), go);
    GoToolchain toolchain = new GoToolchain(script, "go1.26.8", "linux/amd64");
    return new BinaryBuild(folder.resolve("module"), toolchain, folder.resolve("cache"));
  }

  private long calls() throws Exception {
    return Files.readAllLines(folder.resolve("tools/calls")).size();
  }
}
