package io.nodesentinel.datastore.migrate;

import static io.nodesentinel.datastore.migrate.testing.Exports.events;
import static io.nodesentinel.datastore.migrate.testing.Exports.id;
import static io.nodesentinel.datastore.migrate.testing.Exports.lines;
import static io.nodesentinel.datastore.migrate.testing.Exports.relaxed;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.migrate.testing.House;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectionsTest {
  @TempDir private Path folder;
  private final House house = new House();

  private MigrationOptions rejects(Path file) {
    return new MigrationOptions(false, false, false, Optional.of(file));
  }

  private static String with(int number, String field, String value) {
    return "{\"" + field + "\":" + value + "," + relaxed(number).substring(1);
  }

  @Test
  void what_cannot_be_moved_is_listed_with_place_id_and_reason_and_the_rest_is_moved() {
    List<String> documents = new ArrayList<>(events(12));
    documents.set(1, "{\"_id\":");
    documents.set(3, with(4, "x", "{\"$numberDouble\":\"NaN\"}"));
    documents.set(5, with(6, "x", "\"a\\u0000b\""));
    documents.set(7, relaxed(8).replaceFirst("\"_id\":\\{[^}]*\\},", ""));
    documents.set(9, relaxed(1));

    MigrationReport report = house.move(lines(folder, documents));

    assertThat(report.isComplete()).isFalse();
    assertThat(report.read()).isEqualTo(12);
    assertThat(report.migrated()).isEqualTo(7);
    assertThat(report.present()).isEqualTo(1);
    assertThat(report.rejected()).isEqualTo(4);
    assertThat(report.rejections())
        .extracting(Rejection::place)
        .containsExactly("line 2", "line 4", "line 6", "line 8");
    assertThat(report.rejections()).extracting(Rejection::id).containsExactly("", id(4), id(6), "");
    assertThat(report.rejections())
        .extracting(Rejection::reason)
        .satisfiesExactly(
            reason -> assertThat(reason).contains("not valid JSON"),
            reason -> assertThat(reason).contains("Field x is the number NaN"),
            reason -> assertThat(reason).contains("U+0000"),
            reason -> assertThat(reason).contains("no _id"));
    assertThat(house.rows()).isEqualTo(7);
  }

  @Test
  void an_idempotency_key_that_another_event_has_is_told() {
    String key = "\"metadata\":{\"idempotencyKey\":\"k\",";

    MigrationReport report =
        house.move(
            lines(
                folder,
                List.of(
                    relaxed(1).replace("\"metadata\":{", key),
                    relaxed(2).replace("\"metadata\":{", key),
                    relaxed(3))));

    assertThat(report.migrated()).isEqualTo(2);
    assertThat(report.rejections())
        .singleElement()
        .satisfies(rejection -> {
          assertThat(rejection.id()).isEqualTo(id(2));
          assertThat(rejection.reason()).contains("idempotency key");
        });
  }

  @Test
  void a_document_that_the_database_refuses_is_found_among_its_batch() {
    house.database.run("ALTER TABLE health_events ADD CHECK (length(event_type) <= 100)");
    List<String> documents = new ArrayList<>(events(1_500));
    documents.set(700, relaxed(701).replace("GpuXidError", "x".repeat(101)));
    documents.set(701, relaxed(702).replace("GpuXidError", "y".repeat(3_000)));

    MigrationReport report = house.move(lines(folder, documents));

    assertThat(report.migrated()).isEqualTo(1_498);
    assertThat(report.rejections())
        .extracting(Rejection::place)
        .containsExactly("line 701", "line 702");
    assertThat(report.rejections().getFirst().reason()).contains("violates check constraint");
  }

  @Test
  void a_dry_run_refuses_what_the_database_would_refuse() {
    house.database.run("ALTER TABLE health_events ADD CHECK (length(event_type) <= 100)");
    String key = "\"metadata\":{\"idempotencyKey\":\"k\",";
    house.move(lines(folder, List.of(relaxed(1).replace("\"metadata\":{", key))));

    MigrationReport dry =
        house.move(
            lines(
                folder,
                List.of(
                    relaxed(2),
                    relaxed(3).replace("\"metadata\":{", key),
                    relaxed(4).replace("GpuXidError", "x".repeat(101)))),
            new MigrationOptions(true, false, false, Optional.empty()));

    assertThat(dry.migrated()).isEqualTo(1);
    assertThat(dry.rejections())
        .extracting(Rejection::reason)
        .satisfiesExactlyInAnyOrder(
            reason -> assertThat(reason).contains("idempotency key"),
            reason -> assertThat(reason).contains("violates check constraint"));
    assertThat(house.rows()).isEqualTo(1);
    assertThat(
            house.database.count(
                "SELECT count(*) FROM datastore_changelog WHERE table_name = 'health_events'"))
        .as("nobody is told")
        .isEqualTo(1);
  }

  @Test
  void a_document_of_sixteen_megabytes_is_moved_and_a_larger_one_is_told_and_harms_no_other() {
    String whole = with(1, "x", "\"" + "e".repeat((16 << 20) - 2_000) + "\"");
    String large = with(2, "x", "\"" + "e".repeat(17 << 20) + "\"");
    String escaped = with(3, "x", "\"" + "\\u00e9".repeat(5 << 20) + "\"");
    Path file = lines(folder, List.of(relaxed(4), whole, large, escaped, relaxed(5)));

    MigrationReport report = house.move(file);

    assertThat(report.rejections()).extracting(Rejection::place).containsExactly("line 3");
    assertThat(report.rejections().getFirst().reason()).contains("16");
    assertThat(report.migrated()).isEqualTo(4);
    assertThat(house.verify(file).different()).isZero();
    assertThat(house.verify(file).missing()).isZero();
    assertThat(house.database.count("SELECT max(length(document ->> 'x')) FROM health_events"))
        .isEqualTo((16 << 20) - 2_000);
  }

  @Test
  void the_report_names_the_first_and_the_file_takes_them_all() throws IOException {
    Path rejects = folder.resolve("rejects.json");

    MigrationReport report =
        house.move(lines(folder, Collections.nCopies(1_100, "no")), rejects(rejects));

    assertThat(report.rejected()).isEqualTo(1_100);
    assertThat(report.rejections()).hasSize(20);
    List<String> written = Files.readAllLines(rejects);
    assertThat(written).hasSize(1_100);
    assertThat(DocumentJson.read(written.getLast()).get("place")).isEqualTo(Value.of("line 1100"));
  }

  @Test
  void rejections_of_an_earlier_run_are_still_counted_and_their_file_is_kept() throws IOException {
    Path rejects = folder.resolve("rejects.json");
    Path file = lines(folder, List.of(relaxed(1), "no", relaxed(2)));
    house.move(file, rejects(rejects));

    MigrationReport again = house.move(file, rejects(rejects));

    assertThat(again.read()).isZero();
    assertThat(again.rejected()).isZero();
    assertThat(again.rejectedBefore()).isEqualTo(1);
    assertThat(again.isComplete()).isFalse();
    assertThat(Files.readAllLines(rejects)).hasSize(1);
  }

  @Test
  void what_a_killed_run_wrote_of_a_batch_that_did_not_last_is_not_written_twice()
      throws IOException {
    Path rejects = folder.resolve("rejects.json");
    Path file = lines(folder, List.of(relaxed(1), "no"));
    house.move(file, rejects(rejects));
    Files.writeString(rejects, "{\"place\":\"line 3\"}\n", StandardOpenOption.APPEND);
    Files.writeString(file, "neither\n", StandardOpenOption.APPEND);

    house.move(file, rejects(rejects));

    assertThat(Files.readAllLines(rejects))
        .hasSize(2)
        .satisfies(lines -> {
          assertThat(lines.getFirst()).contains("line 2");
          assertThat(lines.getLast()).contains("line 3", "not valid JSON");
        });
  }

  @Test
  void what_is_cut_off_counts_once_and_is_moved_when_it_is_whole() throws IOException {
    String whole = relaxed(2);
    Path file = lines(folder, List.of(relaxed(1)));
    Files.writeString(file, whole.substring(0, 300), StandardOpenOption.APPEND);

    assertThat(house.move(file).rejected()).isEqualTo(1);
    assertThat(house.move(file).rejected()).isEqualTo(1);
    Files.writeString(file, whole.substring(300) + "\n", StandardOpenOption.APPEND);
    MigrationReport last = house.move(file);

    assertThat(last.migrated()).isEqualTo(1);
    assertThat(last.isComplete()).isTrue();
    assertThat(house.rows()).isEqualTo(2);
  }
}
