package io.nodesentinel.datastore.migrate;

import static io.nodesentinel.datastore.migrate.testing.Exports.events;
import static io.nodesentinel.datastore.migrate.testing.Exports.lines;
import static io.nodesentinel.datastore.migrate.testing.Exports.relaxed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nodesentinel.datastore.bridge.DatastoreNodeEvents;
import io.nodesentinel.datastore.bridge.Surroundings;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.source.ExportFile;
import io.nodesentinel.datastore.migrate.testing.Holding;
import io.nodesentinel.datastore.migrate.testing.House;
import io.nodesentinel.datastore.spi.Datastores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A move, and beside it what the operator follows the database with.
class FollowedMigrationTest {
  /// The process that follows, by its lock.
  private static final String FOLLOWER =
      """
      SELECT pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE locktype = 'advisory' AND objid = 5 AND mode = 'ShareLock' AND granted
        AND datname = current_database()
      """;

  @TempDir private Path folder;
  private final House house = new House();
  private final DatastoreNodeEvents operator =
      new DatastoreNodeEvents(
          () -> Datastores.open(house.database.config()),
          new Surroundings(
              InstantSource.system(),
              () -> true,
              _ -> {},
              () -> {},
              () -> {},
              Map::of,
              () -> Duration.ofDays(10_000),
              (_, _) -> false,
              _ -> List.of(),
              1_000));

  @AfterEach
  void stop() {
    operator.close();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
  }

  private void awaitKnown() {
    eventually(() -> assertThat(operator.health().known()).isTrue());
  }

  private void awaitUnknownForTheMove() {
    eventually(
        () -> assertThat(operator.health().detail()).contains("Unknown", "History is being moved"));
    assertThat(operator.health().known()).isFalse();
  }

  @Test
  void an_operator_that_has_just_begun_to_follow_is_noticed_and_one_that_ended_is_not() {
    Path file = lines(folder, events(3));
    operator.begin();
    awaitKnown();

    assertThatThrownBy(() -> house.move(file))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("An operator follows this database");
    assertThat(house.rows()).isZero();
    assertThat(
            house.move(file, new MigrationOptions(true, false, false, Optional.empty())).migrated())
        .isEqualTo(3);
    assertThat(
            house
                .move(
                    lines(folder, events(1)),
                    new MigrationOptions(false, false, true, Optional.empty()))
                .migrated())
        .isEqualTo(1);

    operator.close();
    assertThat(house.move(lines(folder, events(3))).migrated()).isEqualTo(2);
  }

  @Test
  void an_operator_that_starts_during_a_move_says_unknown_and_why_and_reads_all_of_it_afterwards()
      throws Exception {
    Path file = lines(folder, events(2_500));
    Holding source = new Holding(ExportFile.open(file), 1_500);
    CompletableFuture<MigrationReport> move =
        CompletableFuture.supplyAsync(
            () -> house.move(Moved.HEALTH_EVENTS, () -> source, MigrationOptions.DEFAULT));
    eventually(() -> assertThat(house.rows()).isEqualTo(1_000));

    operator.begin();
    awaitUnknownForTheMove();
    assertThat(operator.nodes()).isEmpty();

    source.letGo();
    assertThat(move.get(1, TimeUnit.MINUTES).migrated()).isEqualTo(2_500);
    awaitKnown();
    assertThat(operator.nodes()).hasSize(500);
    assertThat(operator.eventsOf("gpu-001")).hasSize(5);
  }

  @Test
  void a_lost_connection_ends_the_word_of_an_operator_and_it_gives_it_anew_or_waits()
      throws Exception {
    operator.begin();
    awaitKnown();
    String before = house.database.value(FOLLOWER);

    house.database.run("SELECT pg_terminate_backend(?)", Integer.valueOf(before));
    eventually(() ->
        assertThat(house.database.run(FOLLOWER))
            .singleElement()
            .satisfies(row -> assertThat(row.getFirst()).isNotEqualTo(before)));
    awaitKnown();

    try (Connection move = house.database.connect();
        Statement statement = move.createStatement()) {
      house.database.run(
          "SELECT pg_terminate_backend(?)", Integer.valueOf(house.database.value(FOLLOWER)));
      statement.execute("SELECT pg_advisory_lock(1316180560, 5)");
      house.database.run(
          "INSERT INTO health_events (node_name, document) VALUES ('gpu-001', CAST(? AS jsonb))",
          relaxed(1).replace("nodename", "nodeName"));
      awaitUnknownForTheMove();
    }
    awaitKnown();
    assertThat(operator.eventsOf("gpu-001")).hasSize(1);
  }
}
