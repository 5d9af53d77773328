package io.nodesentinel.datastore.postgresql.changelog;

import static io.nodesentinel.datastore.postgresql.testing.TestDatabase.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.StartPosition;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.postgresql.testing.OnEveryServer;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import io.nodesentinel.datastore.query.Comparison;
import io.nodesentinel.datastore.query.Filter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Nothing is lost, nothing comes twice, each record's changes come in order: with concurrent
/// writers on a real server.
class LossTest {
  /// Transactions of each writer where all change the same few records.
  private static final int FIGHTS = 130;

  private TestDatabase database;
  private HikariDataSource pool;
  private ChangeStreams streams;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabase();
    pool = database.pool(10);
    streams = streams(Duration.ofSeconds(1));
  }

  @AfterEach
  void close() {
    streams.close();
    pool.close();
  }

  @Test
  @OnEveryServer
  void crossed_transactions_and_rollbacks_lose_nothing() {
    Writers writers = new Writers(database);
    try (Consumer consumer = new Consumer(streams.watch(request("c1")))) {
      writers.run(new Writers.Load(16, 40, 10, 2, 1));
      expectAll(consumer, writers);
      assertThat(consumer.delivered()).isEqualTo(writers.logged());
    }
  }

  @Test
  @Tag("long")
  void many_writers_and_tens_of_thousands_of_changes_lose_nothing() {
    Writers writers = new Writers(database);
    try (Consumer consumer = new Consumer(streams.watch(request("c1")))) {
      writers.run(new Writers.Load(64, 100, 10, 1, 9));
      expectAll(consumer, writers);
      assertThat(consumer.delivered()).isEqualTo(writers.logged());
    }
  }

  @Test
  @OnEveryServer
  void transactions_that_cross_on_one_record_come_in_its_order_or_are_marked() throws SQLException {
    UUID id = insertOne(0);
    try (Consumer consumer = new Consumer(streams.watch(request("c1")));
        Connection first = transaction();
        Connection second = transaction()) {
      // The first takes its id before the second, and changes the record after it.
      execute(first, "SELECT pg_current_xact_id()");
      update(second, id, 1);
      second.commit();
      update(first, id, 2);
      first.commit();
      await().until(() -> consumer.delivered() == 2);
      assertThat(consumer.latest()).containsEntry(id, 2L);
      assertThat(consumer.superseded()).isEqualTo(1);
      assertThat(consumer.disorder()).isEmpty();
    }
  }

  @Test
  void a_change_is_marked_as_superseded_also_when_the_reader_was_restarted_in_between()
      throws SQLException {
    UUID id = insertOne(0);
    try (Connection blocker = transaction();
        Connection first = transaction();
        Connection second = transaction();
        Consumer consumer = new Consumer(streams.watch(request("c1")))) {
      execute(first, "SELECT pg_current_xact_id()");
      execute(blocker, "SELECT pg_current_xact_id()");
      update(second, id, 1);
      second.commit();
      update(first, id, 2);
      first.commit();
      await().until(() -> consumer.delivered() == 1);
      assertThat(consumer.latest()).containsEntry(id, 2L);
      consumer.kill();
      streams.close();
      new Retention(pool, Retention.Bounds.DEFAULT).run();
      blocker.rollback();
    }
    streams = streams(Duration.ofSeconds(1));
    try (Consumer consumer = new Consumer(streams.watch(request("c1")))) {
      await().until(() -> consumer.delivered() == 1);
      assertThat(consumer.superseded()).isEqualTo(1);
    }
  }

  @Test
  void records_that_many_transactions_fight_over_end_with_their_last_value() throws Exception {
    UUID[] ids = new UUID[5];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = insertOne(0);
    }
    try (Consumer consumer = new Consumer(streams.watch(request("c1")));
        var threads = Executors.newFixedThreadPool(16)) {
      List<Future<?>> all = new ArrayList<>();
      for (int w = 0; w < 16; w++) {
        int writer = w;
        all.add(
            threads.submit(() -> {
              try (Connection connection = transaction()) {
                for (int i = 0; i < FIGHTS; i++) {
                  execute(connection, "SELECT pg_current_xact_id()");
                  execute(
                      connection,
                      "UPDATE health_events SET document = jsonb_set(document, '{n}', to_jsonb((document ->> 'n')::int + 1)) WHERE id = CAST(? AS uuid)",
                      ids[(writer + i) % ids.length].toString());
                  connection.commit();
                }
              }
              return null;
            }));
      }
      for (var one : all) {
        one.get();
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> consumer.delivered() == 16 * FIGHTS);
      assertThat(consumer.disorder()).isEmpty();
      assertThat(consumer.latest().values()).allMatch(n -> n == 16 * FIGHTS / ids.length);
    }
  }

  @Test
  void a_long_transaction_delays_changes_and_is_told_of() throws SQLException {
    try (Consumer consumer = new Consumer(streams.watch(request("c1")));
        Connection slow = transaction()) {
      insertOne(0);
      await().until(() -> consumer.delivered() == 1);
      execute(slow, "SELECT pg_current_xact_id()");
      UUID hidden = insertOne(7);
      await()
          .until(() -> streams.health().oldestTransaction().compareTo(Duration.ofMillis(300)) > 0);
      assertThat(consumer.delivered()).isEqualTo(1);
      slow.commit();
      await().until(() -> consumer.latest().containsKey(hidden));
      assertThat(streams.health().oldestTransaction()).isLessThan(Duration.ofMillis(300));
    }
  }

  @Test
  void a_long_transaction_among_thousands_of_changes_loses_none_of_them() throws SQLException {
    Writers writers = new Writers(database);
    try (Consumer consumer = new Consumer(streams.watch(request("c1")));
        Connection slow = transaction()) {
      UUID late = UUID.randomUUID();
      insert(slow, late, 1);
      writers.run(new Writers.Load(8, 40, 10, 1, 12));
      assertThat(consumer.delivered()).isZero();
      slow.commit();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> {
            Map<UUID, Long> truth = new HashMap<>(truth(writers));
            truth.put(late, 1L);
            assertThat(consumer.latest()).isEqualTo(truth);
          });
      assertThat(consumer.disorder()).isEmpty();
      assertThat(consumer.repeated()).isZero();
    }
  }

  @Test
  void a_transaction_that_began_before_the_reader_is_not_lost() throws SQLException {
    try (Connection slow = transaction()) {
      UUID late = UUID.randomUUID();
      insert(slow, late, 1);
      try (Consumer consumer = new Consumer(streams.watch(request("c1")))) {
        insertOne(0);
        slow.commit();
        await().until(() -> consumer.delivered() == 2);
        assertThat(consumer.latest()).containsKey(late);
      }
    }
  }

  @Test
  void cutting_the_listening_connection_again_and_again_loses_nothing()
      throws InterruptedException {
    Writers writers = new Writers(database);
    CountDownLatch enough = new CountDownLatch(1);
    try (Consumer consumer = new Consumer(streams.watch(request("c1")))) {
      Thread cutter =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  do {
                    cutReaders();
                  } while (!enough.await(100, TimeUnit.MILLISECONDS));
                } catch (InterruptedException _) {
                  Thread.currentThread().interrupt();
                }
              });
      writers.run(new Writers.Load(8, 60, 10, 1, 2));
      enough.countDown();
      cutter.join();
      expectAll(consumer, writers);
    }
    assertThat(streams.health().failures()).isGreaterThan(2);
  }

  @Test
  void gaps_in_the_sequence_and_statements_of_many_rows_lose_nothing() {
    try (Consumer consumer = new Consumer(streams.watch(request("c1")))) {
      database.script("SELECT setval('datastore_changelog_id_seq', 100000)");
      database.script(
          """
          INSERT INTO health_events (document)
            SELECT jsonb_build_object('healthevent', jsonb_build_object('nodeName', 'n' || i), 'n', 0)
            FROM generate_series(1, 3000) i;
          UPDATE health_events SET document = jsonb_set(document, '{n}', '1');
          """);
      await().atMost(Duration.ofSeconds(20)).until(() -> consumer.delivered() == 6000);
      assertThat(consumer.latest()).hasSize(3000);
      assertThat(consumer.latest().values()).allMatch(n -> n == 1);
    }
  }

  @Test
  void a_consumer_killed_between_delivery_and_handling_gets_the_change_again() {
    Writers writers = new Writers(database);
    Consumer killed = new Consumer(streams.watch(request("c1")));
    writers.run(new Writers.Load(4, 20, 10, 0, 3));
    await().until(() -> killed.delivered() > 300);
    killed.stopMarking();
    killed.kill();
    writers.run(new Writers.Load(4, 20, 10, 0, 4));
    streams.close();
    streams = streams(Duration.ofSeconds(1));

    try (Consumer next = new Consumer(streams.watch(request("c1")))) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            Map<UUID, Long> seen = new HashMap<>(killed.latest());
            seen.putAll(next.latest());
            assertThat(seen).isEqualTo(truth(writers));
          });
      assertThat(next.repeated()).isZero();
      assertThat(next.gaps()).isEmpty();
    }
  }

  @Test
  void a_consumer_restarted_with_a_backlog_gets_all_of_it_and_the_gauges_say_so() {
    streams.watch(request("c1")).close();
    Writers writers = new Writers(database);
    writers.run(new Writers.Load(8, 50, 10, 1, 5));
    var watcher = streams.watch(request("c1"));
    assertThat(watcher.backlog()).isEqualTo(writers.logged());
    assertThat(watcher.lag()).isPositive();
    try (Consumer consumer = new Consumer(watcher)) {
      expectAll(consumer, writers);
      assertThat(consumer.delivered()).isEqualTo(writers.logged());
      await().until(() -> watcher.backlog() == 0);
      assertThat(watcher.lag()).isZero();
    }
  }

  @Test
  void two_clients_of_different_filters_and_speeds_each_get_their_own() {
    Writers writers = new Writers(database);
    WatchRequest some =
        request("slow")
            .where(
                new Filter.Compare(
                    FieldPath.of("healthevent.nodeName"), Comparison.LESS, Value.of("node-2")));
    try (Consumer fast = new Consumer(streams.watch(request("fast")));
        Consumer slow = new Consumer(streams.watch(some), () -> LockSupport.parkNanos(500_000))) {
      writers.run(new Writers.Load(8, 60, 10, 0, 6));
      expectAll(fast, writers);
      long wanted =
          Long.parseLong(
              database.value(
                  "SELECT count(*) FROM datastore_changelog WHERE new_values #>> '{document,healthevent,nodeName}' < 'node-2' COLLATE \"C\""));
      await().atMost(Duration.ofSeconds(30)).until(() -> slow.delivered() == wanted);
      assertThat(slow.disorder()).isEmpty();
      assertThat(slow.repeated()).isZero();
    }
  }

  @Test
  void a_poisoned_row_is_set_aside_and_the_stream_goes_on() {
    try (Consumer consumer = new Consumer(streams.watch(request("c1")))) {
      insertOne(0);
      database.script(
          """
          INSERT INTO datastore_changelog (table_name, record_id, operation, new_values)
          VALUES ('health_events', gen_random_uuid(), 'INSERT', '{"document": [1]}'),
                 ('health_events', gen_random_uuid(), 'EXPLODE', '{"document": {}}'),
                 ('no_such_table', gen_random_uuid(), 'INSERT', '{"document": {}}'),
                 ('health_events', gen_random_uuid(), 'UPDATE', NULL)
          """);
      insertOne(1);
      await().until(() -> consumer.delivered() == 2);
      assertThat(database.value("SELECT count(*) FROM datastore_poison_rows")).isEqualTo("4");
      assertThat(streams.health().poison()).isEqualTo(4);
    }
  }

  @Test
  void poisoned_rows_among_thousands_of_changes_lose_none_of_them() throws InterruptedException {
    Writers writers = new Writers(database);
    int poisons = 50;
    try (Consumer consumer = new Consumer(streams.watch(request("c1")))) {
      Thread load = Thread.ofVirtual().start(() -> writers.run(new Writers.Load(8, 60, 10, 1, 13)));
      for (int i = 0; i < poisons; i++) {
        database.execute(
            """
            INSERT INTO datastore_changelog (table_name, record_id, operation, new_values)
            VALUES ('health_events', gen_random_uuid(), 'EXPLODE', '{"document": {}}')
            """);
      }
      load.join();
      expectAll(consumer, writers);
      await()
          .until(() ->
              database
                  .value("SELECT count(*) FROM datastore_poison_rows")
                  .equals(Integer.toString(poisons)));
    }
  }

  /// Monitors stamp their events, and their clocks are what they are.
  @Test
  void clocks_of_writers_that_jump_by_days_and_sessions_of_other_time_zones_lose_nothing()
      throws Exception {
    int writers = 8;
    int each = 300;
    try (Consumer consumer = new Consumer(streams.watch(request("c1")));
        var threads = Executors.newFixedThreadPool(writers)) {
      List<Future<?>> all = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        Random random = new Random(w);
        all.add(
            threads.submit(() -> {
              try (Connection connection = database.connect()) {
                for (int i = 0; i < each; i++) {
                  Instant jumped = Instant.EPOCH.plus(Duration.ofHours(random.nextInt(1_000_000)));
                  execute(connection, "SET TimeZone = 'Etc/GMT%+d'".formatted(random.nextInt(12)));
                  execute(
                      connection,
                      "INSERT INTO health_events (document) VALUES (jsonb_build_object('createdAt', CAST(? AS text), 'healthevent', '{}'::jsonb, 'n', 0))",
                      jumped.toString());
                }
              }
              return null;
            }));
      }
      for (var one : all) {
        one.get();
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> consumer.delivered() == (long) writers * each);
      assertThat(consumer.latest()).hasSize(writers * each);
      assertThat(consumer.repeated()).isZero();
      assertThat(consumer.gaps()).isEmpty();
    }
  }

  @Test
  void a_client_that_was_there_before_anything_happened_starts_from_now() {
    insertOne(0);
    try (Consumer consumer = new Consumer(streams.watch(request("c1")));
        Consumer all = new Consumer(streams.watch(request("c2").from(StartPosition.BEGINNING)))) {
      insertOne(1);
      await().until(() -> consumer.delivered() == 1 && all.delivered() == 2);
      assertThat(consumer.latest().values()).containsExactly(1L);
    }
  }

  @Test
  void a_client_that_begins_now_has_nothing_to_catch_up_with() {
    try (Consumer before = new Consumer(streams.watch(request("c1")))) {
      insertOne(1);
      await().until(() -> before.delivered() == 1);
    }
    insertOne(2);
    try (ChangeStreamWatcher again =
        streams.watch(request("c1").from(StartPosition.STORED_OR_NOW))) {
      assertThat(again.backlog()).isEqualTo(1);
    }
    try (ChangeStreamWatcher now = streams.watch(request("c1").from(StartPosition.NOW))) {
      assertThat(now.backlog()).isZero();
      assertThat(now.lag()).isZero();
    }
  }

  private void expectAll(Consumer consumer, Writers writers) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(consumer.latest()).isEqualTo(truth(writers)));
    assertThat(consumer.disorder()).isEmpty();
    assertThat(consumer.repeated()).isZero();
    assertThat(consumer.gaps()).isEmpty();
  }

  private static Map<UUID, Long> truth(Writers writers) {
    return writers.committed().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> (long) entry.getValue()));
  }

  private ChangeStreams streams(Duration sleep) {
    return new ChangeStreams(pool, this::namedConnection, sleep);
  }

  private Connection namedConnection() throws SQLException {
    Connection connection = database.connect();
    execute(connection, "SET application_name = 'reader'");
    return connection;
  }

  private void cutReaders() {
    database.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'reader' AND datname = current_database()");
  }

  private static WatchRequest request(String client) {
    return WatchRequest.of(client, Collection.HEALTH_EVENTS);
  }

  private Connection transaction() throws SQLException {
    Connection connection = database.connect();
    connection.setAutoCommit(false);
    return connection;
  }

  private UUID insertOne(int n) {
    UUID id = UUID.randomUUID();
    try (Connection connection = database.connect()) {
      insert(connection, id, n);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    return id;
  }

  private static void insert(Connection connection, UUID id, int n) throws SQLException {
    execute(
        connection,
        "INSERT INTO health_events (id, document) VALUES (CAST(? AS uuid), jsonb_build_object('healthevent', '{}'::jsonb, 'n', CAST(? AS int)))",
        id.toString(),
        n);
  }

  private static void update(Connection connection, UUID id, int n) throws SQLException {
    execute(
        connection,
        "UPDATE health_events SET document = jsonb_set(document, '{n}', to_jsonb(CAST(? AS int))) WHERE id = CAST(? AS uuid)",
        n,
        id.toString());
  }
}
