package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A program beside the control plane, built once from a Go module of its own into a folder of the
/// user's cache, so that changing it builds nothing else again.
///
/// @param module its folder below the root of the repository
/// @param goPackage the main package that `go build` is given
/// @param fileName the name of the executable, and of its folder in the cache
/// @param files a folder of a module that is kept beside it, as `MODULE//FOLDER`; null if none is
public record GoProgram(String module, String goPackage, String fileName, @Nullable String files) {
  /// The issuing controllers of cert-manager, and its CRDs.
  public static final GoProgram CERT_MANAGER =
      new GoProgram(
          "e2e/certmanager",
          ".",
          "certmanager",
          "github.com/cert-manager/cert-manager//deploy/crds");

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final String FILES = "files";
  private static final List<String> FLAGS =
      List.of("-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags=-s -w");
  private static final int TAIL_LINES = 20;
  private static final int KEY_LENGTH = 16;

  /// What was built.
  ///
  /// @param files the files that are kept beside it
  public record Built(Path executable, Path files) {}

  /// The program, built now if this is the first time, which takes minutes.
  ///
  /// @param progress gets one line per step that takes noticeable time; none if there is none
  /// @throws ControlPlaneException if it is not to be had, with the choices a person has
  public Built locate(Consumer<String> progress) {
    Map<String, String> environment = System.getenv();
    Path source = HostFolders.repository().resolve(module);
    GoToolchain go = GoToolchain.find(source, environment);
    Path cache = HostFolders.cache(environment).resolveSibling(fileName);
    Path finished = cache.resolve(key(source, go));
    Built built = new Built(finished.resolve(fileName), finished.resolve(FILES));
    if (Files.isExecutable(built.executable())) {
      return built;
    }
    try (var _ = FolderLock.acquire(cache.resolve("build.lock"), progress)) {
      if (!Files.isExecutable(built.executable())) {
        build(source, go, cache, finished, progress);
      }
      return built;
    } catch (IOException e) {
      throw new ControlPlaneException("Cannot write " + fileName + " to " + cache + ": " + e, e);
    }
  }

  private void build(
      Path source, GoToolchain go, Path cache, Path finished, Consumer<String> progress)
      throws IOException {
    progress.accept(
        "Building %s once, into %s; minutes on a small machine.".formatted(fileName, finished));
    Path unfinished = Files.createTempDirectory(cache, ".unfinished-");
    try {
      List<String> command = new ArrayList<>(List.of(go.executable().toString(), "build"));
      command.addAll(FLAGS);
      command.addAll(List.of("-o", unfinished.resolve(fileName).toString(), goPackage));
      run(command, source, unfinished, progress);
      if (files != null) {
        copy(folder(go, source, unfinished, progress), unfinished.resolve(FILES));
      }
      Files.deleteIfExists(log(unfinished));
      Folders.delete(finished);
      Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Folders.delete(unfinished);
    }
  }

  private Path folder(GoToolchain go, Path source, Path unfinished, Consumer<String> progress)
      throws IOException {
    String[] parts = String.valueOf(files).split("//", 2);
    run(
        List.of(go.executable().toString(), "list", "-m", "-f", "{{.Dir}}", parts[0]),
        source,
        unfinished,
        progress);
    return Path.of(Files.readString(log(unfinished)).strip()).resolve(parts[1]);
  }

  private void run(List<String> command, Path source, Path unfinished, Consumer<String> progress)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(source.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(unfinished).toFile());
    builder.environment().keySet().removeAll(List.of("GOOS", "GOARCH"));
    builder.environment().putAll(BuildRecipe.ENVIRONMENT);
    Process process = builder.start();
    ShutdownHook atExit = ShutdownHook.register("stop-go-build", () -> end(process));
    long start = System.nanoTime();
    try {
      while (!process.waitFor(HEARTBEAT.toSeconds(), TimeUnit.SECONDS)) {
        progress.accept(
            "  %s: building, %d s"
                .formatted(fileName, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)));
      }
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new ControlPlaneException("Interrupted while building " + fileName + ".", e);
    } finally {
      atExit.remove();
    }
    if (process.exitValue() != 0) {
      throw new ControlPlaneException(
          "Building %s failed (%s ended with %d):\n%s"
              .formatted(
                  fileName,
                  String.join(" ", command.subList(0, 2)),
                  process.exitValue(),
                  Folders.tail(log(unfinished), TAIL_LINES)));
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  private static Path log(Path folder) {
    return folder.resolve("build.log");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> all = Files.list(from)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        // What Go downloads is read-only.
        Files.write(to.resolve(file.getFileName().toString()), Files.readAllBytes(file));
      }
    }
  }

  private String key(Path source, GoToolchain go) {
    try (Stream<Path> all = Files.list(source)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        digest.update(Files.readAllBytes(file));
      }
      digest.update(
          String.join("\n", String.join(" ", FLAGS), goPackage, go.version(), go.platform())
              .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_LENGTH);
    } catch (IOException e) {
      throw new ControlPlaneException("Cannot read " + source + ": " + e, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
