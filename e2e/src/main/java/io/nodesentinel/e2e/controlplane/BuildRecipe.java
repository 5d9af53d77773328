package io.nodesentinel.e2e.controlplane;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How one program is built from the Go module, and the key under which the result is cached: equal
/// keys mean equal programs.
record BuildRecipe(Path module, GoToolchain go, String kubernetesVersion) {
  /// What the build must not inherit by accident, and what makes it independent of a C compiler.
  static final Map<String, String> ENVIRONMENT = Map.of("CGO_ENABLED", "0", "GOWORK", "off");

  private static final Pattern KUBERNETES_REQUIREMENT =
      Pattern.compile("(?m)^\\s*k8s\\.io/kubernetes (v\\S+)");
  private static final int KEY_LENGTH = 16;

  static BuildRecipe of(Path module, GoToolchain go) {
    Matcher version = KUBERNETES_REQUIREMENT.matcher(read(module.resolve("go.mod")));
    if (!version.find()) {
      throw new ControlPlaneException(
          module.resolve("go.mod") + " does not pin k8s.io/kubernetes.");
    }
    return new BuildRecipe(module, go, version.group(1));
  }

  List<String> command(Program program, Path output) {
    return Stream.of(
            List.of(go.executable().toString(), "build"),
            flags(),
            List.of("-o", output.toString(), program.goPackage()))
        .flatMap(List::stream)
        .toList();
  }

  /// Without the version `/version` answers with a placeholder that kubectl and helm refuse.
  private List<String> flags() {
    return List.of(
        "-mod=readonly",
        "-trimpath",
        "-buildvcs=false",
        "-ldflags=-s -w -X k8s.io/component-base/version.gitVersion=" + kubernetesVersion);
  }

  String key() {
    String inputs =
        String.join(
            "\n",
            read(module.resolve("go.mod")),
            read(module.resolve("go.sum")),
            String.join(" ", flags()),
            new TreeMap<>(ENVIRONMENT).toString(),
            go.version(),
            go.platform());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(inputs.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, KEY_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ControlPlaneException("Cannot read " + file + ": " + e, e);
    }
  }
}
