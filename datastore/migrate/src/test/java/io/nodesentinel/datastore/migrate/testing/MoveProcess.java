package io.nodesentinel.datastore.migrate.testing;

import io.nodesentinel.datastore.migrate.Migration;
import io.nodesentinel.datastore.migrate.MigrationOptions;
import io.nodesentinel.datastore.migrate.MigrationReport;
import io.nodesentinel.datastore.migrate.Progress;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.destination.Target;
import io.nodesentinel.datastore.migrate.source.ExportFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A migration in a process of its own, which can be killed.
public final class MoveProcess {
  private MoveProcess() {}

  /// Arguments: port, database, file.
  public static void main(String[] args) {
    TestPostgres database = new TestPostgres(Integer.parseInt(args[0]), args[1]);
    try (Target target = Target.open(database.config())) {
      MigrationReport report =
          new Migration(
                  target,
                  Moved.HEALTH_EVENTS,
                  () -> ExportFile.open(Path.of(args[2])),
                  MigrationOptions.DEFAULT,
                  Progress.SILENT)
              .run();
      System.out.println("resumed after " + report.resumedAfter() + ", moved " + report.migrated());
    }
  }

  /// Starts one.
  ///
  /// @param heap such as `48m`
  /// @param output where it writes
  public static Process start(TestPostgres database, Path file, String heap, Path output)
      throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                MoveProcess.class.getName(),
                Integer.toString(database.port()),
                database.database(),
                file.toString()))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
