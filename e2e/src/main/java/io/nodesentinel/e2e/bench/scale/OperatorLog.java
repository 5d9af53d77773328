package io.nodesentinel.e2e.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodesentinel.e2e.bench.cluster.Await;
import io.nodesentinel.e2e.bench.cluster.BareClient;
import io.nodesentinel.e2e.bench.cluster.BenchException;
import io.nodesentinel.e2e.bench.cluster.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What an operator said about itself.
final class OperatorLog {
  private OperatorLog() {}

  /// As [#secondsUntil(Path, Instant, String)], for a message that will come.
  static double awaitSeconds(Path log, Instant start, String message) {
    Await.until(
        () -> !Double.isNaN(secondsUntil(log, start, message)),
        World.PATIENCE,
        "the operator says: " + message);
    return secondsUntil(log, start, message);
  }

  /// The seconds from `start` until it wrote a message that begins so; NaN if it did not yet.
  static double secondsUntil(Path log, Instant start, String message) {
    try {
      return secondsUntil(Files.readString(log), start, message);
    } catch (IOException e) {
      throw new BenchException("cannot read " + log + ": " + e.getMessage(), e);
    }
  }

  static double secondsUntil(String lines, Instant start, String message) {
    Optional<Instant> when =
        lines
            .lines()
            // The JVM itself may write too, and the last line may be half written.
            .filter(line -> line.startsWith("{") && line.endsWith("}"))
            .map(BareClient::json)
            .filter(line -> line.path("message").asText().startsWith(message))
            .map(OperatorLog::instant)
            .findFirst();
    return when.map(at -> Duration.between(start, at).toNanos() / 1e9).orElse(Double.NaN);
  }

  private static Instant instant(JsonNode line) {
    return Instant.parse(line.path("timestamp").asText());
  }
}
