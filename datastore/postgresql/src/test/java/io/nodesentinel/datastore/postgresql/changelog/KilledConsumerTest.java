package io.nodesentinel.datastore.postgresql.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.postgresql.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// `kill -9` of a process that handles changes.
class KilledConsumerTest {
  private static final int KILLS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestDatabase database = TestServer.shared().newDatabase();

  @Test
  void a_process_killed_again_and_again_while_it_handles_ends_with_everything_handled_in_order()
      throws Exception {
    database.script(ConsumerMain.TABLES);
    // The position from which it is to go on, before anything is written.
    try (HikariDataSource pool = database.pool(2);
        ChangeStreams streams = new ChangeStreams(pool, database::connect, Duration.ofSeconds(1))) {
      streams.watch(WatchRequest.of("killed", Collection.HEALTH_EVENTS)).close();
    }
    Writers writers = new Writers(database);
    Thread load = Thread.ofVirtual().start(() -> writers.run(new Writers.Load(4, 150, 5, 1, 51)));
    for (int kill = 1; kill <= KILLS; kill++) {
      Process consumer = start();
      long before = deliveries();
      await().atMost(PATIENCE).until(() -> deliveries() > before + 100);
      assertThat(consumer.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(consumer.exitValue()).as("killed by SIGKILL").isEqualTo(128 + 9);
    }
    load.join();
    Process last = start();
    try {
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(handled()).isEqualTo(truth(writers)));
      assertThat(database.query("SELECT * FROM disorder")).isEmpty();
    } finally {
      last.destroyForcibly().waitFor();
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            ConsumerMain.class.getName(),
            Integer.toString(database.port()),
            database.name())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private long deliveries() {
    return Long.parseLong(database.value("SELECT coalesce(sum(times), 0) FROM handled"));
  }

  private static Map<UUID, Long> truth(Writers writers) {
    Map<UUID, Long> truth = new HashMap<>();
    writers.committed().forEach((id, n) -> truth.put(id, (long) n));
    return truth;
  }

  private Map<UUID, Long> handled() {
    Map<UUID, Long> handled = new HashMap<>();
    database
        .query("SELECT record, n FROM handled")
        .forEach(row ->
            handled.put(
                UUID.fromString(String.valueOf(row.get(0))),
                Long.parseLong(String.valueOf(row.get(1)))));
    return handled;
  }
}
