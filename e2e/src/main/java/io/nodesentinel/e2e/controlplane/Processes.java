package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Looking at processes of the system and ending them, whether they are our children or not.
final class Processes {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

  private Processes() {}

  /// Asks the process to end, and after ten seconds makes it.
  ///
  /// @throws ControlPlaneException if it is still there another ten seconds later
  static void end(ProcessHandle process) {
    process.destroy();
    if (awaitEnd(process, Deadline.in(PATIENCE))) {
      return;
    }
    process.destroyForcibly();
    if (!awaitEnd(process, Deadline.in(PATIENCE))) {
      throw new ControlPlaneException(
          "Process %d was killed and is still there.".formatted(process.pid()));
    }
  }

  // Where process 1 does not collect orphans (a container without an init), an orphan that ended
  // stays a zombie for ever and its onExit never completes: hence the look in between.
  private static boolean awaitEnd(ProcessHandle process, Deadline deadline) {
    while (isRunning(process)) {
      try {
        process.onExit().get(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException stillThere) {
        if (deadline.passed()) {
          return false;
        }
      } catch (ExecutionException e) {
        throw new ControlPlaneException("Cannot wait for process " + process.pid(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ControlPlaneException("Interrupted while a process was being ended.", e);
      }
    }
    return true;
  }

  static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && !isZombie(process.pid());
  }

  private static boolean isZombie(long pid) {
    return procLine(pid, "State:").map(state -> state.startsWith("Z")).orElse(false);
  }

  /// Resident memory in KiB, where the system has `/proc`.
  static OptionalLong residentKib(long pid) {
    return procLine(pid, "VmRSS:")
        .map(value -> OptionalLong.of(Long.parseLong(value.replaceAll("\\D", ""))))
        .orElse(OptionalLong.empty());
  }

  private static Optional<String> procLine(long pid, String key) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(key.length()).strip())
          .findFirst();
    } catch (IOException noSuchProcessOrNoProc) {
      return Optional.empty();
    }
  }

  /// Programs of a control plane whose command line names a file in `folder`, as all of ours do.
  static List<ProcessHandle> ofControlPlaneIn(Path folder) {
    String inFolder = folder + "/";
    return ProcessHandle.allProcesses()
        .filter(process -> isControlPlaneProgram(process.info()))
        .filter(process ->
            process
                .info()
                .arguments()
                .map(all -> Arrays.stream(all).anyMatch(a -> a.contains("=" + inFolder)))
                .orElse(false))
        .filter(Processes::isRunning)
        .toList();
  }

  private static boolean isControlPlaneProgram(ProcessHandle.Info info) {
    return info.command()
        .map(command -> Path.of(command).getFileName())
        .flatMap(name -> Program.ofFileName(name.toString()))
        .isPresent();
  }
}
