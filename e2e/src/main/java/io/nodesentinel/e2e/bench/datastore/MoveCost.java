package io.nodesentinel.e2e.bench.datastore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodesentinel.e2e.bench.cluster.BenchException;
import io.nodesentinel.e2e.bench.cluster.Proc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// How fast `nodesentinel migrate` moves a file of mongoexport, in a process of its own with little
/// memory, beside what COPY alone does with the same rows.
final class MoveCost {
  private static final String HEAP = "-Xmx96m";
  private static final Duration LOOK = Duration.ofMillis(200);

  private final BenchPostgres postgres;
  private final Exported exported;

  MoveCost(BenchPostgres postgres, int count) {
    this.postgres = postgres;
    this.exported = new Exported(count);
  }

  /// What came of it.
  ///
  /// @param plain rows a second of one COPY into a table with the same columns and indexes
  /// @param triggers the same into the table itself, with its triggers
  /// @param moved documents a second of the command, without the start of its process
  /// @param verified documents a second that `--verify` compared
  /// @param megabytes of the file
  /// @param peak resident memory of the command in MiB
  record Figures(
      int count,
      double plain,
      double triggers,
      double moved,
      double verified,
      double megabytes,
      double peak) {}

  Figures measure() {
    double plain = copy("plain_events");
    double triggers = copy("health_events");
    String database = postgres.newDatabase();
    try {
      Path folder = Files.createTempDirectory("nodesentinel-bench-move");
      Path file = folder.resolve("events.json");
      try {
        exported.write(file);
        double megabytes = Files.size(file) / 1e6;
        return move(folder, file, database, plain, triggers, megabytes);
      } finally {
        for (String name : List.of("events.json", "out", "err")) {
          Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      postgres.drop(database);
    }
  }

  private double copy(String table) {
    String database = postgres.newDatabase();
    try (Connection connection = postgres.connect(database)) {
      return exported.copy(connection, table);
    } catch (SQLException failure) {
      throw new BenchException("PostgreSQL refused: " + failure.getMessage(), failure);
    } finally {
      postgres.drop(database);
    }
  }

  private Figures move(
      Path folder, Path file, String database, double plain, double triggers, double megabytes)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                "io.nodesentinel.operator.cli.Main",
                "migrate",
                "--file",
                file.toString(),
                "--verify",
                "--output",
                "json")
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(postgres.environment(database));
    Process process = builder.start();
    double peak = peakOf(process);
    if (process.exitValue() != 0) {
      throw new BenchException("migrate failed: " + Files.readString(folder.resolve("err")));
    }
    JsonNode report = new ObjectMapper().readTree(Files.readString(folder.resolve("out")));
    JsonNode moved = report.at("/migrations/0");
    JsonNode verified = report.at("/verifications/0");
    if (moved.at("/migrated").asInt() != exported.count()
        || verified.at("/equal").asInt() != exported.count()) {
      throw new BenchException("migrate did not move all of %d".formatted(exported.count()));
    }
    return new Figures(
        exported.count(),
        plain,
        triggers,
        exported.count() / moved.at("/seconds").asDouble(),
        exported.count() / verified.at("/seconds").asDouble(),
        megabytes,
        peak);
  }

  /// Until it ends.
  private static double peakOf(Process process) {
    double peak = Double.NaN;
    try {
      while (!process.waitFor(LOOK)) {
        double now = Proc.memory(process.pid()).peak();
        peak = Double.isNaN(now) ? peak : now;
      }
      return peak;
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new BenchException("stopped while documents were moved", stopped);
    }
  }
}
