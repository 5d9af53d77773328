package io.nodesentinel.e2e.controlplane;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Go installation that can build the control plane. `version` is what runs inside the module: an
/// older `go` that may fetch the toolchain the module asks for counts as that one.
record GoToolchain(Path executable, String version, String platform) {
  private static final int MINIMUM_MINOR = 26;
  private static final Pattern RELEASE = Pattern.compile("go1\\.(\\d+)");
  private static final List<String> USUAL_FOLDERS =
      List.of("/usr/local/go/bin", "~/go/bin", "/opt/homebrew/bin", "/usr/local/bin", "/snap/bin");

  /// The first suitable `go` on the `PATH` or in a usual folder.
  ///
  /// @throws NoToolchainException if there is none, with the choices a person has
  static GoToolchain find(Path module, Map<String, String> environment) {
    List<String> unsuitable = new ArrayList<>();
    for (Path candidate : candidates(environment)) {
      Answer answer = ask(candidate, module);
      Optional<GoToolchain> suitable = answer.toolchain(candidate);
      if (suitable.isPresent()) {
        return suitable.get();
      }
      unsuitable.add(candidate + " (" + answer.summary() + ")");
    }
    throw new NoToolchainException(
        "There is no control plane to use: name a cluster in NODESENTINEL_KUBECONFIG, or a folder"
            + " with etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok in "
            + Binaries.FOLDER_VARIABLE
            + ", or install Go 1."
            + MINIMUM_MINOR
            + " or newer, with which they are built once (the tests that need no fake nodes also"
            + " take Docker, for k3s)"
            + (unsuitable.isEmpty() ? "" : "; not suitable: " + String.join(", ", unsuitable))
            + ".");
  }

  static List<Path> candidates(Map<String, String> environment) {
    String home = System.getProperty("user.home");
    Stream<String> onPath =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(environment.getOrDefault("PATH", ""));
    return Stream.concat(onPath, USUAL_FOLDERS.stream().map(f -> f.replace("~", home)))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, "go"))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .distinct()
        .toList();
  }

  private static Answer ask(Path go, Path module) {
    ProcessBuilder question =
        new ProcessBuilder(go.toString(), "env", "GOVERSION", "GOOS", "GOARCH")
            .directory(module.toFile())
            .redirectErrorStream(true);
    question.environment().keySet().removeAll(List.of("GOOS", "GOARCH"));
    try {
      Process process = question.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(process.waitFor(), output.lines().toList());
    } catch (IOException e) {
      return new Answer(-1, List.of(e.toString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlPlaneException("Interrupted while asking " + go + " for its version.", e);
    }
  }

  /// What `go env` said. Lines about a toolchain being downloaded may come before the values.
  record Answer(int exitCode, List<String> lines) {
    Optional<GoToolchain> toolchain(Path executable) {
      int n = lines.size();
      if (exitCode != 0 || n < 3) {
        return Optional.empty();
      }
      String version = lines.get(n - 3);
      String platform = lines.get(n - 2) + "/" + lines.get(n - 1);
      return isRecent(version)
          ? Optional.of(new GoToolchain(executable, version, platform))
          : Optional.empty();
    }

    String summary() {
      return exitCode == 0 && lines.size() >= 3
          ? lines.get(lines.size() - 3)
          : String.join(" ", lines);
    }

    private static boolean isRecent(String version) {
      Matcher release = RELEASE.matcher(version);
      return release.find() && Integer.parseInt(release.group(1)) >= MINIMUM_MINOR;
    }
  }
}
