package io.nodesentinel.e2e.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodesentinel.e2e.bench.cluster.BareClient;
import io.nodesentinel.e2e.bench.cluster.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What the operator's stores save, measured by [CacheCostMain] in a JVM with the collector and the
/// headers of the operator's, and a heap that whole objects fit in.
final class Caches {
  private static final long PATIENCE_SECONDS = 300;
  private static final double MIB = 1024.0 * 1024;

  private Caches() {}

  /// @param whole MiB of heap of all objects as the client makes them from a list
  /// @param kept MiB of heap of the same ones in the operator's store
  record Cost(int objects, double whole, double kept) {}

  record Result(Cost nodes, Cost pods) {}

  /// @param kubeconfig not the operator's identity, whose requests are counted meanwhile
  static Result measure(Path kubeconfig, Path log) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders",
            "-Xmx6g",
            "-cp",
            System.getProperty("java.class.path"),
            CacheCostMain.class.getName(),
            kubeconfig.toString());
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectOutput(log.toFile())
              .start();
      try {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
          throw new BenchException("the measurement of the caches failed; see " + log);
        }
      } finally {
        process.destroyForcibly();
      }
      JsonNode answer = BareClient.json(Files.readString(log));
      return new Result(cost(answer.path("nodes")), cost(answer.path("pods")));
    } catch (IOException e) {
      throw new BenchException("the measurement of the caches failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private static Cost cost(JsonNode answer) {
    return new Cost(
        answer.path("objects").asInt(),
        answer.path("wholeBytes").asLong() / MIB,
        answer.path("keptBytes").asLong() / MIB);
  }
}
