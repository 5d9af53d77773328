package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The folder of one control plane: data, credentials, logs, and the pid files by which what runs
/// is found again. A marker file says that the folder is ours to delete; no other folder ever is.
record StateFolder(Path root) {
  private static final String MARKER = ".nodesentinel-controlplane";
  private static final String OWNER = "owner.pid";

  StateFolder {
    root = root.toAbsolutePath().normalize();
  }

  Path kubeconfig() {
    return root.resolve("kubeconfig");
  }

  Path kubeconfigOf(Program program) {
    return root.resolve(program.fileName() + ".kubeconfig");
  }

  Path certificates() {
    return root.resolve("certs");
  }

  /// Both the API server's certificate and the CA that signed it, in one PEM file.
  Path apiServerCertificates() {
    return certificates().resolve("apiserver.crt");
  }

  Path log(Program program) {
    return root.resolve("logs").resolve(program.fileName() + ".log");
  }

  Path resolve(String name) {
    return root.resolve(name);
  }

  /// Held while a control plane is brought up or taken down here. Beside the folder, which goes
  /// away.
  FolderLock lock(Consumer<String> progress) throws IOException {
    return FolderLock.acquire(root.resolveSibling(root.getFileName() + ".lock"), progress);
  }

  boolean exists() {
    return Files.exists(root.resolve(MARKER));
  }

  /// Makes the folder empty and ours: ends what a crash left running, deletes what it left behind.
  void createAfresh() throws IOException {
    owner()
        .filter(owner -> owner.pid() != ProcessHandle.current().pid())
        .ifPresent(owner -> {
          throw new ControlPlaneException(
              "Process %d runs a control plane in %s.".formatted(owner.pid(), root));
        });
    remove();
    Folders.createPrivate(root);
    Files.createFile(root.resolve(MARKER));
    claim();
    Folders.createPrivate(root.resolve("pids"));
    Folders.createPrivate(root.resolve("logs"));
    Folders.createPrivate(certificates());
  }

  /// Ends every process of this control plane, last started first, and deletes the folder.
  void remove() throws IOException {
    if (!exists()) {
      requireEmpty();
      Folders.delete(root);
      return;
    }
    List<Program> lastFirst = new ArrayList<>(List.of(Program.values()));
    Collections.reverse(lastFirst);
    Map<Program, ProcessMark> marks = marks();
    lastFirst.stream()
        .flatMap(program -> Optional.ofNullable(marks.get(program)).stream())
        .flatMap(mark -> mark.process().stream())
        .forEach(Processes::end);
    // A crash between starting a process and writing its pid file leaves one without.
    Processes.ofControlPlaneIn(root).forEach(Processes::end);
    deleteContent();
  }

  // The marker goes last, so that a deletion cut short can be taken up again.
  private void deleteContent() throws IOException {
    try (Stream<Path> content = Files.list(root)) {
      for (Path child : content.filter(c -> !c.endsWith(MARKER)).toList()) {
        Folders.delete(child);
      }
    }
    Folders.delete(root);
  }

  private void requireEmpty() throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> content = Files.list(root)) {
      if (content.findAny().isPresent()) {
        throw new ControlPlaneException(
            root + " is not empty and holds no control plane; name another folder.");
      }
    }
  }

  void mark(Program program, ProcessMark mark) throws IOException {
    mark.write(pidFile(program));
  }

  /// What was started here and not stopped, running or not, in the order of starting.
  Map<Program, ProcessMark> marks() throws IOException {
    Map<Program, ProcessMark> marks = new EnumMap<>(Program.class);
    for (Program program : Program.values()) {
      ProcessMark.read(pidFile(program)).ifPresent(mark -> marks.put(program, mark));
    }
    return marks;
  }

  private Path pidFile(Program program) {
    return root.resolve("pids").resolve(program.fileName() + ".pid");
  }

  /// From here on the control plane ends with this process, or is the leftover of its crash.
  private void claim() throws IOException {
    ProcessMark.of(ProcessHandle.current(), 0).write(root.resolve(OWNER));
  }

  /// From here on the control plane runs on its own.
  void release() throws IOException {
    Files.deleteIfExists(root.resolve(OWNER));
  }

  /// Whether the process that was to end this control plane is gone without having done so, or was
  /// in the middle of starting it.
  boolean isClaimed() {
    return Files.exists(root.resolve(OWNER));
  }

  private Optional<ProcessHandle> owner() throws IOException {
    return ProcessMark.read(root.resolve(OWNER)).flatMap(ProcessMark::process);
  }

  /// Removes the control planes directly under `folder` whose owner died without ending them.
  static void sweepAbandoned(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> children = Files.list(folder)) {
      for (StateFolder state :
          children.map(StateFolder::new).filter(StateFolder::exists).toList()) {
        if (state.isClaimed() && state.owner().isEmpty()) {
          state.remove();
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
