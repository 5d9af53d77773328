package io.nodesentinel.e2e.controlplane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Finds the folder with the programs of the control plane: the one given by hand in
/// `NODESENTINEL_CONTROLPLANE_BIN`, or else the one in the user's cache, which is built from the
/// pinned Go module the first time (minutes) and found again afterwards (at once).
public final class Binaries {
  /// The environment variable that names a folder with ready-made programs.
  public static final String FOLDER_VARIABLE = "NODESENTINEL_CONTROLPLANE_BIN";

  private Binaries() {}

  /// The folder that holds the `needed` programs, under their usual names.
  ///
  /// @param progress gets one line per step that takes noticeable time; none if there is none
  /// @throws ControlPlaneException if they are not to be had, with the choices a person has
  public static Path locate(Set<Program> needed, Consumer<String> progress) {
    return locate(needed, System.getenv(), progress);
  }

  static Path locate(
      Set<Program> needed, Map<String, String> environment, Consumer<String> progress) {
    String byHand = environment.getOrDefault(FOLDER_VARIABLE, "");
    if (!byHand.isBlank()) {
      return givenByHand(Path.of(byHand).toAbsolutePath().normalize(), needed);
    }
    Path module = HostFolders.goModule();
    GoToolchain go = GoToolchain.find(module, environment);
    return new BinaryBuild(module, go, HostFolders.cache(environment)).ensure(progress);
  }

  private static Path givenByHand(Path folder, Set<Program> needed) {
    String missing =
        needed.stream()
            .sorted()
            .filter(program -> !isExecutableIn(folder, program))
            .map(Program::fileName)
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new ControlPlaneException(
          ("%s=%s lacks: %s. Each must be an executable file there; without the variable they are"
                  + " built.")
              .formatted(FOLDER_VARIABLE, folder, missing));
    }
    return folder;
  }

  static boolean areAllIn(Path folder) {
    return Arrays.stream(Program.values()).allMatch(program -> isExecutableIn(folder, program));
  }

  private static boolean isExecutableIn(Path folder, Program program) {
    Path file = folder.resolve(program.fileName());
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
