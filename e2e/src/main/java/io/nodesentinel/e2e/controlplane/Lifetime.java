package io.nodesentinel.e2e.controlplane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// How long the processes of a control plane are meant to live.
enum Lifetime {
  /// They end with this process. They share its terminal, so that Ctrl-C reaches them too.
  OF_THIS_PROCESS {
    @Override
    List<String> launcher() {
      return List.of();
    }
  },
  /// They go on. A session of their own keeps the Ctrl-C of a later command, and the closing of the
  /// terminal, away from them. Where there is no `setsid` (macOS), a shell's job control mostly
  /// does.
  DETACHED {
    @Override
    List<String> launcher() {
      return Stream.of("/usr/bin/setsid", "/bin/setsid")
          .filter(file -> Files.isExecutable(Path.of(file)))
          .limit(1)
          .toList();
    }
  };

  abstract List<String> launcher();
}
