package io.nodesentinel.e2e.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {
  private static final Set<Program> API_SERVER_ONLY =
      ControlPlaneSettings.apiServerOnly().programs();

  @TempDir Path folder;

  @Test
  void aFolderGivenByHandNeedsOnlyTheProgramsThatAreNeeded() throws Exception {
    Scripts.write(folder.resolve("etcd"), "");
    Scripts.write(folder.resolve("kube-apiserver"), "");

    assertThat(Binaries.locate(API_SERVER_ONLY, byHand(), line -> {})).isEqualTo(folder);
  }

  @Test
  void aFolderGivenByHandThatLacksProgramsIsRefusedWithTheirNames() throws Exception {
    Scripts.write(folder.resolve("etcd"), "");

    assertThatThrownBy(() -> Binaries.locate(EnumSet.allOf(Program.class), byHand(), line -> {}))
        .isInstanceOf(ControlPlaneException.class)
        .hasMessageContaining("NODESENTINEL_CONTROLPLANE_BIN=" + folder)
        .hasMessageContaining("kube-apiserver, kube-controller-manager, kube-scheduler, kwok");
  }

  private Map<String, String> byHand() {
    return Map.of(Binaries.FOLDER_VARIABLE, folder.toString());
  }
}
