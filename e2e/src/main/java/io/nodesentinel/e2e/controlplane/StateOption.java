package io.nodesentinel.e2e.controlplane;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which control plane a command is about.
final class StateOption {
  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Folder of the control plane: credentials, data, logs. Another folder, another control"
              + " plane. Default: $${XDG_STATE_HOME:-~/.local/state}/nodesentinel/controlplane")
  private @Nullable Path folder;

  StateFolder folder() {
    return new StateFolder(folder != null ? folder : HostFolders.state(System.getenv()));
  }
}
