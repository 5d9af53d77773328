package io.nodesentinel.e2e.controlplane;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where things live on this machine: the repository, and the user's folders as the XDG base
/// directory specification names them.
public final class HostFolders {
  private static final String HOME_PROPERTY = "nodesentinel.home";

  private HostFolders() {}

  /// The root of the repository, which the launcher and the build pass as a system property.
  public static Path repository() {
    String home = System.getProperty(HOME_PROPERTY);
    if (home == null || home.isBlank()) {
      throw new ControlPlaneException(
          "The system property "
              + HOME_PROPERTY
              + " does not say where the repository of NodeSentinel is; ./nodesentinel sets it.");
    }
    return Path.of(home).toAbsolutePath().normalize();
  }

  /// The Go module that pins the programs of the control plane.
  static Path goModule() {
    return repository().resolve("e2e/controlplane");
  }

  /// The CRDs that the build generates from the API types.
  public static Path crds() {
    return repository().resolve("crds/src/main/resources/io/nodesentinel/crds");
  }

  /// Built programs: can be deleted at any time, and is then filled again.
  public static Path cache(Map<String, String> environment) {
    return xdg(environment.get("XDG_CACHE_HOME"), ".cache").resolve("nodesentinel/controlplane");
  }

  /// The state of the control plane that `controlplane up` runs unless told otherwise.
  public static Path state(Map<String, String> environment) {
    return xdg(environment.get("XDG_STATE_HOME"), ".local/state")
        .resolve("nodesentinel/controlplane");
  }

  // The specification: a relative path in these variables is invalid and must be ignored.
  private static Path xdg(@Nullable String configured, String underHome) {
    if (configured != null && Path.of(configured).isAbsolute()) {
      return Path.of(configured);
    }
    return Path.of(System.getProperty("user.home")).resolve(underHome);
  }
}
