package io.nodesentinel.e2e.controlplane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Finds helm: the one given by hand in `NODESENTINEL_HELM`, or else the one in the user's cache,
/// which is built from its pinned Go module the first time (two minutes) and found again
/// afterwards.
public final class Helm {
  /// The environment variable that names a ready-made helm.
  public static final String VARIABLE = "NODESENTINEL_HELM";

  private static final GoProgram PROGRAM =
      new GoProgram("e2e/helm", "helm.sh/helm/v3/cmd/helm", "helm", null);

  private Helm() {}

  /// The executable.
  ///
  /// @param progress gets one line per step that takes noticeable time; none if there is none
  /// @throws ControlPlaneException if it is not to be had, with the choices a person has
  public static Path locate(Consumer<String> progress) {
    String byHand = System.getenv(VARIABLE);
    if (byHand == null || byHand.isBlank()) {
      return PROGRAM.locate(progress).executable();
    }
    Path file = Path.of(byHand).toAbsolutePath().normalize();
    if (!Files.isExecutable(file)) {
      throw new ControlPlaneException(
          "%s=%s is no file that can be run; without the variable helm is built."
              .formatted(VARIABLE, file));
    }
    return file;
  }
}
