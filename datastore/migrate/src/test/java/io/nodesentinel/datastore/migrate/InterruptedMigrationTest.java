package io.nodesentinel.datastore.migrate;

import static io.nodesentinel.datastore.migrate.testing.Exports.events;
import static io.nodesentinel.datastore.migrate.testing.Exports.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.destination.Target;
import io.nodesentinel.datastore.migrate.source.Amount;
import io.nodesentinel.datastore.migrate.source.ExportFile;
import io.nodesentinel.datastore.migrate.testing.Exports;
import io.nodesentinel.datastore.migrate.testing.House;
import io.nodesentinel.datastore.migrate.testing.MoveProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedMigrationTest {
  private static final int MANY = 100_000;

  /// Less than half of the file.
  private static final String SMALL_HEAP = "40m";

  @TempDir private Path folder;
  private final House house = new House();

  @Test
  void a_file_larger_than_the_heap_is_moved_whole_though_the_process_is_killed_twice()
      throws IOException, InterruptedException {
    Path file =
        Exports.write(
            folder.resolve("many.json"), IntStream.rangeClosed(1, MANY).mapToObj(Exports::relaxed));
    assertThat(Files.size(file)).isGreaterThan(60L << 20);
    Path output = folder.resolve("output");

    killAfter(20_000, file, output);
    killAfter(45_000, file, output);
    long moved = house.rows();
    Process last = MoveProcess.start(house.database, file, SMALL_HEAP, output);
    assertThat(last.waitFor(5, TimeUnit.MINUTES)).isTrue();

    assertThat(last.exitValue()).as(Files.readString(output)).isZero();
    assertThat(Files.readString(output))
        .contains("resumed after " + moved + ", moved " + (MANY - moved));
    assertThat(house.rows()).isEqualTo(MANY);
    VerificationReport report = house.verify(file);
    assertThat(report.isComplete()).isTrue();
    assertThat(report.equal()).isEqualTo(MANY);
  }

  private void killAfter(long rows, Path file, Path output)
      throws IOException, InterruptedException {
    Process process = MoveProcess.start(house.database, file, SMALL_HEAP, output);
    await().atMost(Duration.ofMinutes(3)).until(() -> house.rows() >= rows || !process.isAlive());
    assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
    process.destroyForcibly().waitFor();
    // The server notices that its client is gone, and forgets the transaction that was open.
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            house.database.count(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid IN (5, 6)")
                == 0);
    assertThat(house.rows()).isLessThan(MANY);
  }

  @Test
  void a_connection_that_is_cut_leaves_whole_batches_and_the_next_run_goes_on() {
    Path file = lines(folder, events(4_500));

    assertThatThrownBy(() -> moveAndCutOff(file))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("PostgreSQL failed while moving documents");
    long moved = house.rows();
    assertThat(moved).isBetween(1_000L, 4_000L);

    MigrationReport report = house.move(file);

    assertThat(report.resumedAfter()).isEqualTo(moved);
    assertThat(report.migrated()).isEqualTo(4_500 - moved);
    assertThat(house.rows()).isEqualTo(4_500);
    assertThat(house.notes).singleElement().asString().contains("was interrupted");
  }

  private void moveAndCutOff(Path file) {
    Progress cut =
        new Progress() {
          @Override
          public void begin(String what) {}

          @Override
          public void note(String sentence) {}

          @Override
          public void at(Amount amount, long documents) {
            house.database.run(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'nodesentinel' AND datname = current_database()
                """);
          }
        };
    try (Target target = Target.open(house.database.config())) {
      new Migration(
              target,
              Moved.HEALTH_EVENTS,
              () -> ExportFile.open(file),
              MigrationOptions.DEFAULT,
              cut)
          .run();
    }
  }
}
