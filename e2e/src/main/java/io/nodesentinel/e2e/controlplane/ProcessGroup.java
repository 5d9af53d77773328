package io.nodesentinel.e2e.controlplane;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The processes of one control plane as children of this one. Thread-safe: a shutdown hook may end
/// them while another thread is still starting them.
final class ProcessGroup {
  private static final int TAIL_LINES = 25;

  private final StateFolder state;
  private final List<String> launcher;
  private final Map<Program, Process> running = new EnumMap<>(Program.class);
  private boolean ended;

  /// @param launcher what goes before each command line, such as `setsid`; may be empty
  ProcessGroup(StateFolder state, List<String> launcher) {
    this.state = state;
    this.launcher = List.copyOf(launcher);
  }

  /// Starts a program, its output going to its log, and writes its pid file.
  synchronized void start(Program program, List<String> command, int port) throws IOException {
    if (ended) {
      throw new ControlPlaneException("The control plane is being stopped.");
    }
    List<String> line = new ArrayList<>(launcher);
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(state.log(program).toFile()));
    isolate(builder.environment());
    Process process = builder.start();
    running.put(program, process);
    state.mark(program, ProcessMark.of(process.toHandle(), port));
  }

  // etcd and kwok read settings from variables and from files in the home folder; a user's own
  // must not reach ours.
  private void isolate(Map<String, String> environment) {
    Map<String, String> inherited = new HashMap<>(environment);
    inherited.keySet().retainAll(List.of("PATH", "TMPDIR", "LANG", "TZ"));
    environment.clear();
    environment.putAll(inherited);
    environment.put("HOME", state.root().toString());
  }

  /// Waits until every probe passes.
  ///
  /// @throws ProgramEndedException at once if a program ends meanwhile
  /// @throws ControlPlaneException at the deadline
  void awaitReady(Map<Program, List<Probe>> probes, Deadline deadline) {
    for (Map.Entry<Program, List<Probe>> entry : probes.entrySet()) {
      for (Probe probe : entry.getValue()) {
        awaitReady(entry.getKey(), probe, deadline);
      }
    }
    // What answered may have been somebody else's server on a port that ours did not get.
    failIfOneEnded();
  }

  private void awaitReady(Program program, Probe question, Deadline deadline) {
    try (Probe probe = question) {
      awaitAnswer(program, probe, deadline);
    }
  }

  private void awaitAnswer(Program program, Probe probe, Deadline deadline) {
    Optional<String> failure = probe.failure();
    while (failure.isPresent()) {
      failIfOneEnded();
      if (deadline.passed()) {
        throw new ControlPlaneException(
            "%s did not get ready in time (%s); the end of its log (%s):\n%s"
                .formatted(
                    program,
                    failure.get(),
                    state.log(program),
                    Folders.tail(state.log(program), TAIL_LINES)));
      }
      deadline.pause();
      failure = probe.failure();
    }
  }

  private synchronized void failIfOneEnded() {
    if (ended) {
      throw new ControlPlaneException("The control plane is being stopped.");
    }
    running.forEach((program, process) -> {
      if (!process.isAlive()) {
        throw new ProgramEndedException(
            program,
            process.exitValue(),
            Folders.tail(state.log(program), TAIL_LINES),
            state.log(program).toString());
      }
    });
  }

  /// Ends one program, which may then be started again.
  synchronized void end(Program program) {
    Process process = running.remove(program);
    if (process != null) {
      Processes.end(process.toHandle());
    }
  }

  /// Ends all programs, last started first. None can be started afterwards. Repeating it is
  /// harmless.
  synchronized void end() {
    ended = true;
    for (Program program : List.of(Program.values()).reversed()) {
      end(program);
    }
  }

  /// Lets go of the processes: they run on, and ending the group does not end them.
  synchronized void release() {
    ended = true;
    running.clear();
  }

  synchronized Map<Program, Long> pids() {
    Map<Program, Long> pids = new EnumMap<>(Program.class);
    running.forEach((program, process) -> pids.put(program, process.pid()));
    return pids;
  }
}
