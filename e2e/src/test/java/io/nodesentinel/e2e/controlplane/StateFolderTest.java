package io.nodesentinel.e2e.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();
  private StateFolder state = new StateFolder(Path.of("unset"));

  @BeforeEach
  void aState() throws IOException {
    state = new StateFolder(folder.resolve("state"));
  }

  @AfterEach
  void endAll() {
    started.forEach(process -> process.destroyForcibly().onExit().join());
  }

  @Test
  void aFolderWithSomebodyElsesFilesIsNeitherUsedNorDeleted() throws Exception {
    Files.createDirectory(state.root());
    Path precious = Files.writeString(state.resolve("thesis.txt"), "years of work");

    assertThatThrownBy(() -> state.createAfresh()).isInstanceOf(ControlPlaneException.class);
    assertThatThrownBy(() -> state.remove()).isInstanceOf(ControlPlaneException.class);
    assertThat(precious).exists();
  }

  @Test
  void onlyTheOwnerMayLookIntoIt() throws Exception {
    state.createAfresh();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.root())))
        .isEqualTo("rwx------");
  }

  @Test
  void whatACrashLeftIsEndedAndDeleted() throws Exception {
    state.createAfresh();
    Process etcd = start("etcd", "unrelated");
    state.mark(Program.ETCD, ProcessMark.of(etcd.toHandle(), 1));

    state.remove();

    assertThat(etcd.isAlive()).isFalse();
    assertThat(state.root()).doesNotExist();
  }

  @Test
  void aProcessWhosePidFileWasNeverWrittenIsFoundByItsCommandLine() throws Exception {
    state.createAfresh();
    Process mine = start("etcd", "--data-dir=" + state.root() + "/etcd");
    Process another = start("etcd", "--data-dir=" + state.root() + "-other/etcd");

    state.remove();

    assertThat(mine.isAlive()).isFalse();
    assertThat(another.isAlive()).isTrue();
  }

  @Test
  void aProcessThatGotAReusedPidIsLeftAlone() throws Exception {
    state.createAfresh();
    Process stranger = start("etcd", "unrelated");
    ProcessMark mark = ProcessMark.of(stranger.toHandle(), 1);
    state.mark(
        Program.ETCD, new ProcessMark(mark.pid(), mark.started().minus(Duration.ofHours(1)), 1));

    state.remove();

    assertThat(stranger.isAlive()).isTrue();
  }

  @Test
  void aHalfWrittenPidFileIsTakenForNone() throws Exception {
    state.createAfresh();
    Files.writeString(state.resolve("pids/etcd.pid"), "4711 2026-");

    assertThat(state.marks()).isEmpty();
  }

  @Test
  void sweepingRemovesOnlyWhatLostItsOwner() throws Exception {
    StateFolder abandoned = new StateFolder(folder.resolve("abandoned"));
    abandoned.createAfresh();
    new ProcessMark(ProcessHandle.current().pid(), Instant.EPOCH, 0)
        .write(abandoned.resolve("owner.pid"));
    StateFolder detached = new StateFolder(folder.resolve("detached"));
    detached.createAfresh();
    detached.release();
    state.createAfresh();

    ControlPlane.sweepAbandoned(folder);

    assertThat(abandoned.root()).doesNotExist();
    assertThat(detached.exists()).isTrue();
    assertThat(state.exists()).isTrue();
  }

  // A copy of the shell, so that the system knows the process under the name of the program.
  private Process start(String program, String argument) throws IOException {
    Path copy = folder.resolve(program);
    if (!Files.exists(copy)) {
      Files.copy(Path.of("/bin/sh").toRealPath(), copy);
    }
    Process process = new ProcessBuilder(copy.toString(), "-c", "echo; read x", argument).start();
    started.add(process);
    // It is past its exec as soon as it says something.
    process.getInputStream().read();
    return process;
  }
}
