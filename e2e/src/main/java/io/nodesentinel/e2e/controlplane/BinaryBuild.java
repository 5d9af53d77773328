package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Builds the programs into a folder of the cache that appears complete or not at all, one builder
/// at a time on this machine.
record BinaryBuild(Path module, GoToolchain go, Path cache) {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final String UNFINISHED = ".unfinished-";
  private static final int TAIL_LINES = 20;

  /// The folder with the programs, built now if this is the first time.
  Path ensure(Consumer<String> progress) {
    BuildRecipe recipe = BuildRecipe.of(module, go);
    Path finished = cache.resolve(recipe.key());
    if (Binaries.areAllIn(finished)) {
      return finished;
    }
    try (var _ = FolderLock.acquire(cache.resolve("build.lock"), progress)) {
      if (!Binaries.areAllIn(finished)) {
        build(recipe, finished, progress);
      }
      return finished;
    } catch (IOException e) {
      throw new ControlPlaneException("Cannot write the programs to " + cache + ": " + e, e);
    }
  }

  private void build(BuildRecipe recipe, Path finished, Consumer<String> progress)
      throws IOException {
    removeUnfinished();
    Path unfinished = Files.createTempDirectory(cache, UNFINISHED);
    progress.accept(
        "Building the control plane (Kubernetes %s) once, into %s; minutes on a small machine."
            .formatted(recipe.kubernetesVersion(), finished));
    List<Program> programs = List.of(Program.values());
    for (int i = 0; i < programs.size(); i++) {
      String title = "%s (%d of %d)".formatted(programs.get(i), i + 1, programs.size());
      compile(recipe, programs.get(i), unfinished, title, progress);
    }
    Files.deleteIfExists(log(unfinished));
    Folders.delete(finished);
    Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
  }

  private void compile(
      BuildRecipe recipe, Program program, Path into, String title, Consumer<String> progress)
      throws IOException {
    long start = System.nanoTime();
    ProcessBuilder builder =
        new ProcessBuilder(recipe.command(program, into.resolve(program.fileName())))
            .directory(module.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(into).toFile());
    builder.environment().keySet().removeIf(name -> name.equals("GOOS") || name.equals("GOARCH"));
    builder.environment().putAll(BuildRecipe.ENVIRONMENT);
    Process process = builder.start();
    ShutdownHook atExit = ShutdownHook.register("stop-go-build", () -> end(process));
    try {
      while (!process.waitFor(HEARTBEAT.toSeconds(), TimeUnit.SECONDS)) {
        progress.accept("  %s: building, %d s".formatted(title, secondsSince(start)));
      }
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new ControlPlaneException("Interrupted while building " + program + ".", e);
    } finally {
      atExit.remove();
    }
    if (process.exitValue() != 0) {
      throw new ControlPlaneException(
          "Building %s failed (go build ended with %d):\n%s"
              .formatted(program, process.exitValue(), Folders.tail(log(into), TAIL_LINES)));
    }
    progress.accept("  %s: built in %d s".formatted(title, secondsSince(start)));
  }

  // What a killed build left. Nobody else builds while we hold the lock.
  private void removeUnfinished() throws IOException {
    try (Stream<Path> folders = Files.list(cache)) {
      for (Path left :
          folders.filter(f -> f.getFileName().toString().startsWith(UNFINISHED)).toList()) {
        Folders.delete(left);
      }
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  private static Path log(Path folder) {
    return folder.resolve("build.log");
  }

  private static long secondsSince(long start) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
  }
}
