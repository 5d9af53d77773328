package io.nodesentinel.e2e.tilt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Tiltfiles by tilt itself, which loads them and starts nothing. Fetches tilt's extensions.
@EnabledIf(value = "tiltIsThere", disabledReason = "tilt and helm are not on the PATH")
class RealTiltTest {
  static boolean tiltIsThere() {
    return Stream.of("tilt", "helm")
        .allMatch(program ->
            Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Tiltfile", "Tiltfile.postgresql", "Tiltfile.mongodb"})
  void tiltLoadsIt(String name, @TempDir Path folder) throws IOException, InterruptedException {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("config"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: kind-nodesentinel, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: nobody, user: {}}]
            contexts: [{name: kind-nodesentinel, context: {cluster: kind-nodesentinel, user: nobody}}]
            current-context: kind-nodesentinel
            """);
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
                "tilt",
                "alpha",
                "tiltfile-result",
                "--file",
                Tiltfile.home().resolve("tilt").resolve(name).toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().remove("CLUSTER_NAME_SUFFIX");
    Process tilt = builder.start();
    assertThat(tilt.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(tilt.exitValue()).as(Files.readString(output)).isZero();
  }
}
