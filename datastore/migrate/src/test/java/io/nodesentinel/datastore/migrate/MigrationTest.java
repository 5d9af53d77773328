package io.nodesentinel.datastore.migrate;

import static io.nodesentinel.datastore.migrate.testing.Exports.canonical;
import static io.nodesentinel.datastore.migrate.testing.Exports.events;
import static io.nodesentinel.datastore.migrate.testing.Exports.golden;
import static io.nodesentinel.datastore.migrate.testing.Exports.id;
import static io.nodesentinel.datastore.migrate.testing.Exports.lines;
import static io.nodesentinel.datastore.migrate.testing.Exports.relaxed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.HealthEventCodec;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.destination.Target;
import io.nodesentinel.datastore.migrate.source.ExportFile;
import io.nodesentinel.datastore.migrate.testing.House;
import io.nodesentinel.datastore.migrate.testing.TestPostgres;
import io.nodesentinel.datastore.postgresql.record.StoredJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {
  private static final MigrationOptions RESTART =
      new MigrationOptions(false, true, false, Optional.empty());

  @TempDir private Path folder;
  private final House house = new House();

  @Test
  void a_document_of_mongodb_becomes_one_as_the_go_system_writes_it_in_postgresql() {
    house.move(lines(folder, List.of(golden())));

    List<String> row =
        house
            .database
            .run(
                """
                SELECT id::text, node_name, event_type, severity, recommended_action,
                  user_pods_eviction_status, to_char(created_at AT TIME ZONE 'UTC',
                  'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), document::text FROM health_events
                """)
            .getFirst();
    assertThat(row.subList(0, 7))
        .containsExactly(
            "00000000-65e2-f3d8-7c1b-2a0001a1b2c3",
            "gpu-017",
            "GpuXidError",
            "GPU",
            "RESTART_VM",
            "NotStarted",
            "2026-03-02T09:15:04.138000Z");
    StoredHealthEvent event =
        HealthEventCodec.read(
            StoredJson.read(UUID.fromString(row.getFirst()), String.valueOf(row.getLast())));
    assertThat(event.id()).contains(new IdValue("65e2f3d87c1b2a0001a1b2c3"));
    assertThat(event.createdAt()).isEqualTo(Instant.parse("2026-03-02T09:15:04.138Z"));
    assertThat(event.event().generatedTimestamp())
        .isEqualTo(Instant.ofEpochSecond(1_772_442_904L, 138_983_712));
    assertThat(event.event().entitiesImpacted()).hasSize(1);
    assertThat(DocumentJson.read(String.valueOf(row.getLast())).fields().keySet())
        .containsExactlyInAnyOrder("createdAt", "healthevent", "healtheventstatus");
    assertThat(row.getLast())
        .contains("\"nodeName\"", "\"entityType\"", "\"createdAt\": \"2026-03-02T09:15:04.138Z\"")
        .doesNotContain("nodename", "$date", "\"_id\"");
  }

  @Test
  void relaxed_and_canonical_form_of_a_document_become_the_same_row() {
    house.move(lines(folder, List.of(relaxed(7))));
    String relaxed =
        house.database.value("SELECT (id, created_at, document)::text FROM health_events");
    house.database.run("DELETE FROM health_events");

    house.move(lines(folder, List.of(canonical(7))));

    assertThat(house.database.value("SELECT (id, created_at, document)::text FROM health_events"))
        .isEqualTo(relaxed);
  }

  @Test
  void an_array_a_packed_file_and_a_pipe_are_read_as_well() throws IOException {
    Path array = folder.resolve("array.json");
    Files.writeString(array, "[" + relaxed(1) + ",\n" + relaxed(2) + "," + relaxed(3) + "]\n");
    Path packed = folder.resolve("packed.json.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write((relaxed(4) + "\n" + relaxed(5) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    byte[] piped = (relaxed(6) + "\n").getBytes(StandardCharsets.UTF_8);

    assertThat(house.move(array).migrated()).isEqualTo(3);
    assertThat(house.move(array))
        .matches(MigrationReport::isComplete)
        .returns(0L, MigrationReport::read);
    assertThat(house.move(packed).migrated()).isEqualTo(2);
    assertThat(
            house
                .move(
                    Moved.HEALTH_EVENTS,
                    () -> ExportFile.of("-", new ByteArrayInputStream(piped)),
                    MigrationOptions.DEFAULT)
                .migrated())
        .isEqualTo(1);
    assertThat(house.rows()).isEqualTo(6);
  }

  @Test
  void a_second_run_adds_nothing_and_says_that_the_first_came_to_the_end() {
    Path file = lines(folder, events(2_500));
    assertThat(house.move(file).migrated()).isEqualTo(2_500);

    MigrationReport again = house.move(file);

    assertThat(again.migrated()).isZero();
    assertThat(again.read()).isZero();
    assertThat(again.resumedAfter()).isEqualTo(2_500);
    assertThat(house.notes).singleElement().asString().contains("2,500 documents", "--restart");
    assertThat(house.rows()).isEqualTo(2_500);
  }

  @Test
  void a_restart_reads_everything_and_still_adds_nothing() {
    Path file = lines(folder, events(1_200));
    house.move(file);

    MigrationReport again = house.move(file, RESTART);

    assertThat(again.read()).isEqualTo(1_200);
    assertThat(again.present()).isEqualTo(1_200);
    assertThat(again.changed()).isZero();
    assertThat(house.rows()).isEqualTo(1_200);
  }

  @Test
  void what_was_appended_to_a_file_is_all_that_the_next_run_reads() throws IOException {
    Path file = lines(folder, events(10));
    house.move(file);

    Files.writeString(file, relaxed(11) + "\n", StandardOpenOption.APPEND);
    MigrationReport more = house.move(file);

    assertThat(more.read()).isEqualTo(1);
    assertThat(more.migrated()).isEqualTo(1);
  }

  @Test
  void a_file_is_read_anew_when_rows_that_it_gave_were_removed() {
    Path file = lines(folder, events(10));
    house.move(file);
    house.database.run("DELETE FROM health_events WHERE node_name = 'gpu-003'");

    MigrationReport again = house.move(file);

    assertThat(again.migrated()).isEqualTo(1);
    assertThat(again.present()).isEqualTo(9);
    assertThat(house.notes).singleElement().asString().contains("rows were removed since");
  }

  @Test
  void a_position_of_a_file_with_other_content_is_named_and_not_used() {
    house.move(lines(folder, events(10)));

    List<String> others = new ArrayList<>(events(20));
    others.set(0, relaxed(99));
    MigrationReport other = house.move(lines(folder, others));

    assertThat(other.read()).isEqualTo(20);
    assertThat(house.notes)
        .singleElement()
        .asString()
        .contains("belongs to other content", "events.json");
    assertThat(house.rows()).isEqualTo(21);
  }

  @Test
  void what_is_there_already_stays_as_it_is() {
    Path file = lines(folder, events(3));
    house.move(file);
    house.database.run(
        "UPDATE health_events SET node_quarantined = 'Quarantined' WHERE node_name = 'gpu-002'");

    MigrationReport again = house.move(file, RESTART);

    assertThat(again.present()).isEqualTo(3);
    assertThat(again.changed()).isEqualTo(1);
    assertThat(
            house.database.value(
                "SELECT node_quarantined FROM health_events WHERE node_name = 'gpu-002'"))
        .isEqualTo("Quarantined");
  }

  @Test
  void a_dry_run_tells_what_would_be_moved_and_writes_nothing() {
    house.move(lines(folder, events(2)));

    MigrationReport dry =
        house.move(
            lines(folder, events(5)), new MigrationOptions(true, false, false, Optional.empty()));

    assertThat(dry.dryRun()).isTrue();
    assertThat(dry.migrated()).isEqualTo(3);
    assertThat(dry.present()).isEqualTo(2);
    assertThat(house.rows()).isEqualTo(2);
    assertThat(house.move(lines(folder, events(5))).migrated()).isEqualTo(3);
  }

  @Test
  void maintenance_events_move_too_and_an_event_id_that_is_there_is_told() {
    String event =
        """
        {"_id":{"$oid":"%s"},"eventId":"%s","csp":"gcp","clusterName":"c","nodeName":"gpu-001",\
        "status":"DETECTED","scheduledStartTime":{"$date":"2026-04-01T10:00:00Z"}}\
        """;
    Path file =
        lines(
            folder,
            List.of(
                event.formatted(id(1), "a"),
                event.formatted(id(2), "a"),
                event.formatted(id(3), "b")));

    MigrationReport report =
        house.move(Moved.MAINTENANCE_EVENTS, () -> ExportFile.open(file), MigrationOptions.DEFAULT);

    assertThat(report.migrated()).isEqualTo(2);
    assertThat(report.rejections())
        .singleElement()
        .satisfies(rejection -> {
          assertThat(rejection.place()).isEqualTo("line 2");
          assertThat(rejection.id()).isEqualTo(id(2));
          assertThat(rejection.reason()).contains("eventId");
        });
    assertThat(
            house.database.value(
                """
                SELECT scheduled_start_time AT TIME ZONE 'UTC' || ' ' || csp
                FROM maintenance_events WHERE event_id = 'b'
                """))
        .isEqualTo("2026-04-01 10:00:00 gcp");
  }

  @Test
  void moved_documents_are_changes_that_say_who_made_them() {
    house.move(lines(folder, events(3)));

    assertThat(
            house.database.count(
                """
                SELECT count(*) FROM datastore_changelog
                WHERE table_name = 'health_events' AND operation = 'INSERT' AND writer = ?
                """,
                Target.WRITER))
        .isEqualTo(3);
  }

  @Test
  void two_migrations_do_not_run_side_by_side() throws Exception {
    Path file = lines(folder, events(3));
    try (var other = house.database.connect();
        var statement = other.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(1316180560, 6)");

      assertThatThrownBy(() -> house.move(file))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("Another migration into this database is under way");
    }
  }

  @Test
  void a_database_without_the_schema_is_refused_with_what_to_do() {
    assertThatThrownBy(() -> Target.open(TestPostgres.empty().config()))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("nodesentinel schema apply");
  }
}
