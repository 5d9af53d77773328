package io.nodesentinel.e2e.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens when programs fail, with shell scripts in their place.
class ControlPlaneTest {
  private static final String RUN = "trap 'exit 0' TERM; while :; do sleep 1; done";

  @TempDir Path folder;

  @Test
  void aProgramThatEndsIsReportedAtOnceWithTheEndOfItsLog() throws Exception {
    Scripts.write(folder.resolve("bin/etcd"), RUN);
    Scripts.write(
        folder.resolve("bin/kube-apiserver"), "echo 'unknown flag: --frobnicate'; exit 3");

    assertThatThrownBy(this::start)
        .isInstanceOf(ControlPlaneException.class)
        .hasMessageContaining("kube-apiserver ended with exit code 3")
        .hasMessageContaining("unknown flag: --frobnicate");
    assertThat(new StateFolder(folder.resolve("state")).marks().get(Program.ETCD))
        .satisfies(mark -> assertThat(mark.process()).isEmpty());
  }

  @Test
  void aTakenPortIsTriedThreeTimesWithOthers() throws Exception {
    Scripts.write(
        folder.resolve("bin/etcd"),
        """
        echo "$@" >> "$(dirname "$0")/calls"
        echo 'listen tcp 127.0.0.1:1: bind: address already in use'; exit 1
        """);
    Scripts.write(folder.resolve("bin/kube-apiserver"), RUN);

    assertThatThrownBy(this::start).hasMessageContaining("address already in use");
    assertThat(Files.readAllLines(folder.resolve("bin/calls"))).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void aStateThatALivingProcessOwnsIsRefused() throws Exception {
    StateFolder state = new StateFolder(folder.resolve("state"));
    state.createAfresh();
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    ProcessMark.of(parent, 0).write(state.resolve("owner.pid"));

    assertThatThrownBy(this::start)
        .isInstanceOf(ControlPlaneException.class)
        .hasMessageContaining("Process " + parent.pid());
  }

  private void start() {
    ControlPlane.start(
            folder.resolve("state"), folder.resolve("bin"), ControlPlaneSettings.apiServerOnly())
        .close();
  }
}
