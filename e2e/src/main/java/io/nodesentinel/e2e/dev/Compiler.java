package io.nodesentinel.e2e.dev;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Compiles what changed, with the Maven of this checkout, into the folders that the operator runs
/// from.
final class Compiler {
  private final Path root;

  Compiler(Path root) {
    this.root = root;
  }

  /// @param messages what the build printed; with success nothing that matters
  record Result(boolean good, List<String> messages) {}

  /// Compiles the operator and what it needs. Takes seconds.
  ///
  /// @throws IOException if Maven cannot be started
  /// @throws InterruptedException if the thread is interrupted; the build is ended then
  Result compile() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                root.resolve("scripts/mvn").toString(),
                "-q",
                "-B",
                "-ntp",
                "-pl",
                "operator",
                "-am",
                "-Dspotless.check.skip=true",
                "compile")
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    Thread atExit = Thread.ofPlatform().unstarted(() -> end(process));
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      List<String> lines;
      try (var output = process.inputReader(StandardCharsets.UTF_8)) {
        lines = output.lines().toList();
      }
      return new Result(process.waitFor() == 0, lines);
    } finally {
      end(process);
      forget(atExit);
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  private static void forget(Thread atExit) {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs, or ran.
      return;
    }
  }
}
