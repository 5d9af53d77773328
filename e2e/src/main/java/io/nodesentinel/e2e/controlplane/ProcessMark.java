package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a pid file says about a process. A pid alone is reused sooner or later; together with the
/// instant at which the process started it names one process only.
///
/// @param port the TCP port on 127.0.0.1 that the process serves, 0 if none
record ProcessMark(long pid, Instant started, int port) {
  // The instant is computed from ticks since boot and the time of boot, which the system rounds.
  private static final Duration ROUNDING = Duration.ofSeconds(2);

  static ProcessMark of(ProcessHandle process, int port) {
    return new ProcessMark(
        process.pid(), process.info().startInstant().orElseGet(Instant::now), port);
  }

  /// The process, if it still runs.
  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid).filter(this::started).filter(Processes::isRunning);
  }

  private boolean started(ProcessHandle candidate) {
    return candidate
        .info()
        .startInstant()
        .map(instant -> Duration.between(started, instant).abs().compareTo(ROUNDING) <= 0)
        .orElse(false);
  }

  void write(Path file) throws IOException {
    Folders.writePrivate(file, pid + " " + started + " " + port + "\n");
  }

  /// Empty if there is no such file, or if a crash left it half written.
  static Optional<ProcessMark> read(Path file) throws IOException {
    try {
      String[] fields = Files.readString(file).strip().split(" ", -1);
      return fields.length == 3
          ? Optional.of(
              new ProcessMark(
                  Long.parseLong(fields[0]), Instant.parse(fields[1]), Integer.parseInt(fields[2])))
          : Optional.empty();
    } catch (NoSuchFileException | NumberFormatException | DateTimeException unusable) {
      return Optional.empty();
    }
  }
}
