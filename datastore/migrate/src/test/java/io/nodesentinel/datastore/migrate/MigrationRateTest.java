package io.nodesentinel.datastore.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.destination.Batch;
import io.nodesentinel.datastore.migrate.source.ExportFile;
import io.nodesentinel.datastore.migrate.testing.Exports;
import io.nodesentinel.datastore.migrate.testing.House;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// How fast a move is, beside what COPY alone does with the same rows in the same run. Asserts
/// nothing about time; it prints.
@Tag("long")
class MigrationRateTest {
  private static final int COUNT = 200_000;

  @TempDir private Path folder;

  @Test
  void documents_move_at_a_rate_that_is_printed_beside_that_of_copy_alone() throws Exception {
    Path file =
        Exports.write(
            folder.resolve("events.json"),
            IntStream.rangeClosed(1, COUNT).mapToObj(Exports::relaxed));
    System.out.printf(
        Locale.ROOT, "%,d documents, %,d bytes each%n", COUNT, Files.size(file) / COUNT);
    House warm = new House();
    warm.move(Exports.lines(folder.resolve("."), Exports.events(20_000)));

    long begin = System.nanoTime();
    List<byte[]> rows = converted(file);
    print("read and convert alone", begin);

    House house = new House();
    house.database.run(
        "CREATE TABLE bare (id uuid PRIMARY KEY, document jsonb, created_at timestamptz)");
    begin = System.nanoTime();
    copy(house, "bare", rows);
    print("COPY into a table with a key and nothing else", begin);

    begin = System.nanoTime();
    copy(house, "health_events", rows);
    print("COPY into health_events, with triggers and indexes", begin);

    House target = new House();
    begin = System.nanoTime();
    assertThat(target.move(file).migrated()).isEqualTo(COUNT);
    print("nodesentinel migrate", begin);

    begin = System.nanoTime();
    assertThat(target.verify(file).equal()).isEqualTo(COUNT);
    print("nodesentinel migrate --verify-only", begin);
  }

  private static void print(String what, long begin) {
    System.out.printf(
        Locale.ROOT,
        "%-52s %,9.0f documents/s%n",
        what,
        COUNT / ((System.nanoTime() - begin) / 1e9));
  }

  /// Rows of COPY's text format.
  private static List<byte[]> converted(Path file) {
    List<byte[]> rows = new ArrayList<>();
    try (ExportFile source = ExportFile.open(file)) {
      Batches batches = new Batches(source, Moved.HEALTH_EVENTS, false);
      for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (Batch.Placed placed : batch.rows()) {
          text.writeBytes((placed.row().record() + "\t").getBytes(StandardCharsets.UTF_8));
          text.writeBytes(placed.row().json());
          text.writeBytes(
              ("\t" + placed.row().createdAt() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        rows.add(text.toByteArray());
      }
    }
    return rows;
  }

  private static void copy(House house, String table, List<byte[]> rows) throws Exception {
    try (Connection connection = house.database.connect()) {
      CopyIn copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY " + table + " (id, document, created_at) FROM STDIN");
      for (byte[] batch : rows) {
        copy.writeToCopy(batch, 0, batch.length);
      }
      assertThat(copy.endCopy()).isEqualTo(COUNT);
    }
  }
}
