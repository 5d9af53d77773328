package io.nodesentinel.datastore.postgresql.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.postgresql.client.PostgresClient;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import io.nodesentinel.datastore.processing.EventProcessor;
import io.nodesentinel.datastore.processing.Keys;
import io.nodesentinel.datastore.processing.ProcessorOptions;
import io.nodesentinel.datastore.processing.StoredDeadLetters;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Retention.Bounds NO_CAP =
      new Retention.Bounds(Duration.ofHours(1), Long.MAX_VALUE, Duration.ofHours(1));

  private TestDatabase database;
  private HikariDataSource pool;
  private ChangeStreams streams;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabase();
    pool = database.pool(5);
    streams = new ChangeStreams(pool, database::connect, Duration.ofSeconds(1));
  }

  @AfterEach
  void close() {
    streams.close();
    pool.close();
  }

  @Test
  void what_the_slowest_live_client_has_still_to_handle_is_kept_and_counts_as_not_processed()
      throws SQLException {
    ChangeStreamWatcher slow = watch("slow");
    try (Consumer fast = new Consumer(watch("fast"))) {
      insert(6_000);
      await().atMost(Duration.ofSeconds(20)).until(() -> fast.delivered() == 6_000);
    }
    assertThat(new Retention(pool, NO_CAP).run().removed()).isZero();
    assertThat(unprocessed()).isEqualTo(6_000);

    try (Consumer consumer = new Consumer(slow)) {
      await().atMost(Duration.ofSeconds(20)).until(() -> consumer.delivered() == 6_000);
    }
    assertThat(new Retention(pool, NO_CAP).run()).isEqualTo(new Retention.Pass(6_000, 0));
    assertThat(unprocessed()).isZero();
  }

  @Test
  void a_dead_client_is_passed_and_finds_a_gap_when_it_comes_back() throws SQLException {
    watch("dead").close();
    try (Consumer alive = new Consumer(watch("alive"))) {
      insert(2_000);
      await().atMost(Duration.ofSeconds(20)).until(() -> alive.delivered() == 2_000);
    }
    database.script(
        "UPDATE resume_tokens SET last_updated = now() - interval '2 hours' WHERE client_name = 'dead'");
    assertThat(new Retention(pool, NO_CAP).run().removed()).isEqualTo(2_000);

    insert(10);
    reopen();
    try (Consumer dead = new Consumer(watch("dead"));
        Consumer alive = new Consumer(watch("alive"))) {
      await().until(() -> dead.delivered() == 10 && alive.delivered() == 10);
      assertThat(dead.gaps()).hasSize(1);
      assertThat(dead.gaps().getFirst().reason()).contains("removed").contains("dead");
      assertThat(alive.gaps()).isEmpty();
    }
    // Told once: the client has a position after it now.
    try (Consumer dead = new Consumer(watch("dead"))) {
      insert(1);
      await().until(() -> dead.delivered() == 1);
      assertThat(dead.gaps()).isEmpty();
    }
  }

  @Test
  void a_program_that_retention_has_passed_reads_anew_once_and_ends_with_what_is_true()
      throws Exception {
    Writers writers = new Writers(database);
    watch("dead").close();
    try (Consumer alive = new Consumer(watch("alive"))) {
      writers.run(new Writers.Load(8, 40, 10, 1, 41));
      await().atMost(Duration.ofSeconds(20)).until(() -> alive.latest().equals(truth(writers)));
    }
    database.script(
        "UPDATE resume_tokens SET last_updated = now() - interval '2 hours' WHERE client_name = 'dead'");
    assertThat(new Retention(pool, NO_CAP).run().removed()).isPositive();
    reopen();

    Thread load = Thread.ofVirtual().start(() -> writers.run(new Writers.Load(8, 40, 10, 1, 42)));
    Newest newest = new Newest(database);
    try (EventProcessor processor =
        EventProcessor.start(
            watch("dead"),
            newest,
            new StoredDeadLetters(new PostgresClient(pool)),
            ProcessorOptions.of("dead").keyedBy(Keys::document))) {
      load.join();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(newest.known()).isEqualTo(truth(writers)));
      assertThat(newest.rescans()).isEqualTo(1);
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  void the_cap_holds_whoever_needs_the_rows_and_a_live_client_that_loses_some_is_told()
      throws SQLException {
    watch("stuck").close();
    insert(3_000);
    Retention.Pass pass =
        new Retention(pool, new Retention.Bounds(Duration.ofHours(1), 1_000, Duration.ofHours(1)))
            .run();
    assertThat(pass).isEqualTo(new Retention.Pass(2_000, 2_000));
    reopen();
    try (Consumer consumer = new Consumer(watch("stuck"))) {
      await().atMost(Duration.ofSeconds(20)).until(() -> consumer.delivered() == 1_000);
      assertThat(consumer.gaps()).hasSize(1);
    }
  }

  @Test
  void while_a_client_of_another_system_reads_along_rows_are_marked_and_stay() throws SQLException {
    database.script(
        "INSERT INTO resume_tokens (client_name, resume_token) VALUES ('theirs', '{\"eventID\": \"5\"}')");
    try (Consumer ours = new Consumer(watch("ours"))) {
      insert(100);
      await().until(() -> ours.delivered() == 100);
    }
    insert(5);
    assertThat(new Retention(pool, NO_CAP).run().removed()).isZero();
    assertThat(unprocessed()).isEqualTo(5);
    database.script("UPDATE datastore_changelog SET changed_at = now() - interval '2 hours'");
    assertThat(new Retention(pool, NO_CAP).run().removed()).isEqualTo(100);
  }

  @Test
  void many_rows_are_marked_in_several_transactions() throws SQLException {
    database.script(
        "INSERT INTO resume_tokens (client_name, resume_token) VALUES ('theirs', '{\"eventID\": \"5\"}')");
    Retention retention = new Retention(pool, NO_CAP);
    try (Consumer ours = new Consumer(watch("ours"))) {
      insert(4_500);
      await().atMost(Duration.ofSeconds(60)).until(() -> ours.delivered() == 4_500);
    }

    retention.run();
    assertThat(unprocessed()).isZero();
    assertThat(
            database.value(
                "SELECT count(DISTINCT xmin::text) FROM datastore_changelog WHERE processed"))
        .as("transactions that marked")
        .isEqualTo("3");

    try (Consumer ours = new Consumer(watch("ours"))) {
      insert(10);
      await().until(() -> ours.delivered() == 10);
    }
    retention.run();
    assertThat(unprocessed()).as("also what came later").isZero();
  }

  @Test
  void pruning_under_load_takes_nothing_from_anybody() throws Exception {
    Writers writers = new Writers(database);
    try (Consumer one = new Consumer(watch("one"));
        Consumer two = new Consumer(watch("two"))) {
      Thread load = Thread.ofVirtual().start(() -> writers.run(new Writers.Load(8, 60, 10, 1, 8)));
      Retention retention = new Retention(pool, NO_CAP);
      long removed = 0;
      while (load.isAlive()) {
        removed += retention.run().removed();
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> {
            assertThat(one.latest()).isEqualTo(truth(writers));
            assertThat(two.latest()).isEqualTo(truth(writers));
          });
      assertThat(removed).isPositive();
      assertThat(one.gaps()).isEmpty();
      assertThat(two.gaps()).isEmpty();
      assertThat(one.disorder()).isEmpty();
    }
  }

  /// As after a restart of the process: nothing is in memory any more.
  private void reopen() {
    streams.close();
    streams = new ChangeStreams(pool, database::connect, Duration.ofSeconds(1));
  }

  private ChangeStreamWatcher watch(String client) {
    return streams.watch(WatchRequest.of(client, Collection.HEALTH_EVENTS));
  }

  private void insert(int count) {
    database.execute(
        """
        INSERT INTO health_events (document)
        SELECT '{"healthevent": {}, "n": 0}' FROM generate_series(1, ?)
        """,
        count);
  }

  private long unprocessed() {
    return Long.parseLong(
        database.value("SELECT count(*) FROM datastore_changelog WHERE processed = FALSE"));
  }

  private static Map<UUID, Long> truth(Writers writers) {
    Map<UUID, Long> truth = new HashMap<>();
    writers.committed().forEach((id, n) -> truth.put(id, (long) n));
    return truth;
  }
}
