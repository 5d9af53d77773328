package io.nodesentinel.datastore.postgresql.changelog;

import static io.nodesentinel.datastore.postgresql.testing.TestDatabase.execute;

import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.IdValue;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.postgresql.testing.TestDatabase;
import io.nodesentinel.datastore.processing.EventProcessor;
import io.nodesentinel.datastore.processing.Keys;
import io.nodesentinel.datastore.processing.ProcessorOptions;
import io.nodesentinel.datastore.processing.StoredDeadLetters;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A program that a test kills: handles changes by writing what it saw into a table `handled` of
/// the same database, idempotent by record, and notes what came after something later.
final class ConsumerMain {
  static final String TABLES =
      """
      CREATE TABLE handled (record uuid PRIMARY KEY, n bigint NOT NULL, times int NOT NULL DEFAULT 1);
      CREATE TABLE disorder (record uuid, n bigint, after bigint);
      """;

  private static final String HANDLED =
      """
      INSERT INTO handled AS h (record, n) VALUES (CAST(? AS uuid), ?)
      ON CONFLICT (record) DO UPDATE SET n = greatest(h.n, EXCLUDED.n), times = h.times + 1
      """;

  private static final String DISORDER = "INSERT INTO disorder VALUES (CAST(? AS uuid), ?, ?)";

  /// What this process saw last of each record: what was killed saw it too, and sees it again.
  private static final Map<String, Long> SEEN = new ConcurrentHashMap<>();

  private ConsumerMain() {}

  /// @param arguments port and name of the database
  public static void main(String[] arguments) throws InterruptedException {
    TestDatabase database = new TestDatabase(Integer.parseInt(arguments[0]), arguments[1]);
    DataStore store =
        Datastores.open(
            DatastoreConfig.fromConnectionString(
                "postgresql://postgres@localhost:%d/%s?sslmode=disable"
                    .formatted(database.port(), database.name())));
    EventProcessor processor =
        EventProcessor.start(
            store.watch(WatchRequest.of("killed", Collection.HEALTH_EVENTS)),
            change -> handle(change, database),
            new StoredDeadLetters(store.client()),
            // The handler opens connections, of which a server has few.
            ProcessorOptions.of("killed").keyedBy(Keys::document).inFlight(20));
    processor.stopped().toCompletableFuture().join();
  }

  private static void handle(Change.Changed change, TestDatabase database) throws SQLException {
    Document after = change.after();
    if (after == null
        || !(change.id() instanceof IdValue(String id))
        || !(after.get("n") instanceof IntegerValue(long n))) {
      throw new IllegalStateException("not what was written: " + change.id());
    }
    try (Connection connection = database.connect()) {
      Long before = change.superseded() ? null : SEEN.put(id, n);
      if (before != null && before > n) {
        execute(connection, DISORDER, id, n, before);
      }
      execute(connection, HANDLED, id, n);
    }
  }
}
