package io.nodesentinel.datastore.postgresql.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.postgresql.connection.ConnectionSource;
import io.nodesentinel.datastore.postgresql.testing.Dump;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The server stops, crashes, or is not the one it was.
class ServerTroubleTest {

  @ParameterizedTest
  @EnumSource(TestServer.Stop.class)
  void a_restart_of_the_server_under_load_loses_nothing(TestServer.Stop how) throws Exception {
    try (TestServer server = TestServer.start()) {
      TestDatabase database = server.newDatabase();
      try (HikariDataSource pool = database.pool(5);
          ChangeStreams streams =
              new ChangeStreams(pool, database::connect, Duration.ofSeconds(1));
          Consumer consumer = new Consumer(streams.watch(request("c1")))) {
        Writers writers = new Writers(database);
        Thread load =
            Thread.ofVirtual().start(() -> writers.run(new Writers.Load(8, 80, 10, 2, 7)));
        await().atMost(Duration.ofSeconds(20)).until(() -> consumer.delivered() > 500);
        server.restart(how);
        load.join();
        assertThat(consumer.fatal()).isNull();
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() -> assertThat(difference(consumer, writers)).isEmpty());
        assertThat(consumer.fatal()).isNull();
        assertThat(consumer.disorder()).isEmpty();
        assertThat(consumer.repeated()).isZero();
        assertThat(consumer.gaps()).isEmpty();
        assertThat(streams.health().connected()).isTrue();
      }
    }
  }

  /// What the client knows of the old server means nothing on the new one, where transaction ids
  /// are lower and may go up to the old position again.
  @Test
  void a_position_of_another_server_is_a_gap_and_what_comes_after_it_is_delivered() {
    TestDatabase database = TestServer.shared().newDatabase();
    try (HikariDataSource pool = database.pool(5)) {
      try (ChangeStreams streams = streams(pool, database);
          Consumer before = new Consumer(streams.watch(request("c1")))) {
        insert(database, 0);
        await().until(() -> before.delivered() == 1);
      }
      // As after restoring a dump: what the server says of itself is not what the tables say of it.
      database.script(
          """
          UPDATE resume_tokens SET resume_token = jsonb_set(
            jsonb_set(resume_token, '{server,system}', '"7"'), '{xid}', '"999999999"');
          UPDATE datastore_changelog_state SET server = jsonb_set(server, '{server,system}', '"7"');
          INSERT INTO datastore_changelog (xid, table_name, record_id, operation, new_values)
            SELECT '999999990', 'health_events', id, 'INSERT', to_jsonb(h) FROM health_events h;
          """);
      try (ChangeStreams streams = streams(pool, database);
          Consumer after = new Consumer(streams.watch(request("c1")))) {
        await().until(() -> after.gaps().size() == 1);
        assertThat(after.gaps().getFirst().reason()).contains("another server");
        insert(database, 1);
        await().until(() -> after.delivered() == 1);
        assertThat(database.value("SELECT count(*) FROM datastore_changelog"))
            .as("rows of the old server are gone")
            .isEqualTo("1");
      }
      try (ChangeStreams streams = streams(pool, database);
          Consumer again = new Consumer(streams.watch(request("c1")))) {
        insert(database, 2);
        await().until(() -> again.delivered() == 1);
        assertThat(again.gaps()).as("the gap is told once").isEmpty();
      }
    }
  }

  /// The restored server is itself, and goes past the old position before anybody reads from it
  /// again, so nothing but the changes themselves tells that they are others.
  @Test
  void a_server_restored_from_a_backup_of_its_files_is_a_gap_and_what_comes_after_is_delivered()
      throws Exception {
    try (TestServer server = TestServer.start()) {
      TestDatabase database = server.newDatabase();
      AtomicBoolean reachable = new AtomicBoolean(true);
      ConnectionSource gate =
          () -> {
            if (!reachable.get()) {
              throw new SQLException("no way to the server now", "08001");
            }
            return database.connect();
          };
      try (HikariDataSource pool = database.pool(5);
          ChangeStreams streams = new ChangeStreams(pool, gate, Duration.ofSeconds(1));
          Consumer consumer = new Consumer(streams.watch(request("c1")))) {
        Writers before = new Writers(database);
        before.run(new Writers.Load(8, 20, 10, 1, 21));
        awaitAll(consumer, before);
        Path backup = server.backUp();
        Writers forgotten = new Writers(database);
        forgotten.run(new Writers.Load(8, 20, 10, 1, 22));
        awaitAll(consumer, forgotten);

        reachable.set(false);
        server.restore(backup);
        Writers unseen = new Writers(database);
        unseen.run(new Writers.Load(8, 40, 10, 1, 23));
        assertThat(consumer.gaps()).isEmpty();
        reachable.set(true);

        await().atMost(Duration.ofSeconds(20)).until(() -> consumer.gaps().size() == 1);
        assertThat(consumer.gaps().getFirst().reason()).contains("put back to an earlier state");
        Writers after = new Writers(database);
        after.run(new Writers.Load(8, 20, 10, 1, 24));
        awaitAll(consumer, after);
        assertThat(consumer.gaps()).as("told once").hasSize(1);
        assertThat(consumer.fatal()).isNull();
      }
    }
  }

  /// A dump holds the rows of all tables, and nothing of the server: neither its identity nor where
  /// its transaction ids are.
  @Test
  void a_dump_restored_on_a_new_server_with_lower_ids_is_a_gap_and_what_comes_after_is_delivered()
      throws Exception {
    TestDatabase old = TestServer.shared().newDatabase();
    Writers before = new Writers(old);
    Dump dump;
    try (HikariDataSource pool = old.pool(5);
        ChangeStreams streams = streams(pool, old);
        Consumer consumer = new Consumer(streams.watch(request("c1")))) {
      TestServer.shared().spendTransactionIds(20_000);
      before.run(new Writers.Load(8, 20, 10, 1, 31));
      awaitAll(consumer, before);
      dump = Dump.of(old);
      new Writers(old).run(new Writers.Load(4, 10, 10, 0, 32));
    }
    try (TestServer server = TestServer.start()) {
      TestDatabase restored = server.newDatabase();
      dump.restore(restored);
      assertThat(nextTransactionId(restored)).isLessThan(nextTransactionId(old) - 10_000);
      try (HikariDataSource pool = restored.pool(5);
          ChangeStreams streams = streams(pool, restored);
          Consumer consumer = new Consumer(streams.watch(request("c1")))) {
        await().until(() -> consumer.gaps().size() == 1);
        Writers after = new Writers(restored);
        after.run(new Writers.Load(8, 40, 10, 1, 33));
        awaitAll(consumer, after);
        assertThat(consumer.gaps()).hasSize(1);
        assertThat(consumer.delivered()).as("nothing of the old server").isEqualTo(after.logged());
      }
    }
  }

  private static long nextTransactionId(TestDatabase database) {
    return Long.parseLong(database.value("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"));
  }

  private static void awaitAll(Consumer consumer, Writers writers) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(consumer.latest())
                .containsAllEntriesOf(
                    writers.committed().entrySet().stream()
                        .collect(
                            Collectors.toMap(Map.Entry::getKey, one -> (long) one.getValue()))));
    assertThat(consumer.disorder()).isEmpty();
  }

  @Test
  void a_database_made_anew_from_a_dump_on_the_same_server_is_a_gap() {
    TestDatabase database = TestServer.shared().newDatabase();
    try (HikariDataSource pool = database.pool(5)) {
      try (ChangeStreams streams = streams(pool, database);
          Consumer before = new Consumer(streams.watch(request("c1")))) {
        insert(database, 0);
        await().until(() -> before.delivered() == 1);
      }
    }
    TestDatabase restored = new TestDatabase(database.port(), database.name() + "_restored");
    TestServer.shared()
        .admin("CREATE DATABASE %s TEMPLATE %s".formatted(restored.name(), database.name()));
    try (HikariDataSource pool = restored.pool(5);
        ChangeStreams streams = streams(pool, restored);
        Consumer after = new Consumer(streams.watch(request("c1")))) {
      await().until(() -> after.gaps().size() == 1);
      assertThat(after.gaps().getFirst().reason()).contains("made anew");
      insert(restored, 1);
      await().until(() -> after.delivered() == 1);
    }
  }

  @Test
  void a_position_ahead_of_the_server_is_a_gap() {
    TestDatabase database = TestServer.shared().newDatabase();
    try (HikariDataSource pool = database.pool(5)) {
      try (ChangeStreams streams = streams(pool, database)) {
        streams.watch(request("c1")).close();
      }
      database.script(
          "UPDATE resume_tokens SET resume_token = jsonb_set(resume_token, '{xid}', '\"999999999\"')");
      try (ChangeStreams streams = streams(pool, database);
          Consumer after = new Consumer(streams.watch(request("c1")))) {
        await().until(() -> after.gaps().size() == 1);
        insert(database, 1);
        await().until(() -> after.delivered() == 1);
      }
    }
  }

  @Test
  void a_truncated_table_is_a_gap() {
    TestDatabase database = TestServer.shared().newDatabase();
    try (HikariDataSource pool = database.pool(5);
        ChangeStreams streams = streams(pool, database);
        Consumer consumer = new Consumer(streams.watch(request("c1")))) {
      insert(database, 0);
      await().until(() -> consumer.delivered() == 1);
      database.script("TRUNCATE health_events");
      await().until(() -> consumer.gaps().size() == 1);
      insert(database, 1);
      await().until(() -> consumer.delivered() == 2);
    }
  }

  private static ChangeStreams streams(HikariDataSource pool, TestDatabase database) {
    return new ChangeStreams(pool, database::connect, Duration.ofSeconds(1));
  }

  private static void insert(TestDatabase database, int n) {
    database.execute(
        "INSERT INTO health_events (document) VALUES (jsonb_build_object('healthevent', '{}'::jsonb, 'n', CAST(? AS int)))",
        n);
  }

  private static WatchRequest request(String client) {
    return WatchRequest.of(client, Collection.HEALTH_EVENTS);
  }

  /// Records whose last value the consumer does not know, or whose change was never committed.
  private static Map<UUID, String> difference(Consumer consumer, Writers writers) {
    Map<UUID, String> wrong = new HashMap<>();
    writers
        .committed()
        .forEach((id, n) -> {
          Long seen = consumer.latest().get(id);
          if (seen == null || seen != (long) n) {
            wrong.put(id, "committed " + n + ", seen " + seen);
          }
        });
    consumer
        .latest()
        .forEach((id, n) -> {
          if (!writers.committed().containsKey(id)) {
            wrong.put(id, "never committed, seen " + n);
          }
        });
    return wrong;
  }
}
