package io.nodesentinel.datastore.mongodb.contract;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.ResumeToken;
import io.nodesentinel.datastore.change.StartPosition;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.DocumentJson;
import io.nodesentinel.datastore.mongodb.query.FilterBson;
import io.nodesentinel.datastore.mongodb.query.PipelineBson;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.spi.DataStore;
import java.time.Duration;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is MongoDB's own and needs a real server.
@EnabledIfEnvironmentVariable(
    named = RealServer.VARIABLE,
    matches = ".+",
    disabledReason = RealServer.SKIPPED)
class BeyondContractTest {
  private static final Collection THINGS = new Collection("Things");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestDatabases databases = RealServer.databases();

  private static Change next(ChangeStreamWatcher watcher) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Change change = watcher.next(Duration.ofSeconds(1));
      if (change != null && !(change instanceof Change.Position)) {
        return change;
      }
    }
    throw new AssertionError("nothing came");
  }

  /// The time of a token is in its digits 2 to 18.
  @ParameterizedTest
  @ValueSource(strings = {"0000000100000001", "FFFFFFF000000001"})
  void a_position_out_of_the_history_is_a_gap(String time) throws Exception {
    try (DataStore store = databases.openEmpty()) {
      WatchRequest request = WatchRequest.of("behind", THINGS);
      ResumeToken token;
      try (ChangeStreamWatcher watcher = store.watch(request)) {
        store.client().insertOne(THINGS, DocumentJson.read("{\"n\": 1}"));
        token = next(watcher).token();
      }
      String data = token.value();
      int digits = data.indexOf(": \"") + 3;
      ResumeToken other =
          new ResumeToken(data.substring(0, digits + 2) + time + data.substring(digits + 18));

      try (ChangeStreamWatcher watcher = store.watch(request.from(new StartPosition.At(other)))) {
        assertThat(next(watcher)).isInstanceOf(Change.HistoryGap.class);
        store.client().insertOne(THINGS, DocumentJson.read("{\"n\": 2}"));
        assertThat(next(watcher)).isInstanceOf(Change.Changed.class);
      }
    }
  }

  @Test
  void a_delete_tells_the_document_and_is_filtered_by_it() throws Exception {
    try (DataStore store = databases.openEmpty();
        ChangeStreamWatcher watcher =
            store.watch(
                WatchRequest.of("deletes", THINGS)
                    .only(Operation.DELETE)
                    .where(filter().eq("n", 2).build()))) {
      store.client().insertOne(THINGS, DocumentJson.read("{\"n\": 1}"));
      store.client().insertOne(THINGS, DocumentJson.read("{\"n\": 2}"));
      store.client().deleteMany(THINGS, Filter.ALL);

      assertThat(next(watcher))
          .isInstanceOfSatisfying(
              Change.Changed.class,
              changed ->
                  assertThat(changed.document().orElseThrow().without(List.of("_id")))
                      .isEqualTo(DocumentJson.read("{\"n\": 2}")));
    }
  }

  @Test
  void a_dropped_collection_is_a_gap_and_its_successor_is_read() throws Exception {
    try (DataStore store = databases.openEmpty();
        MongoClient client = MongoClients.create(System.getenv(RealServer.VARIABLE));
        ChangeStreamWatcher watcher = store.watch(WatchRequest.of("drop", THINGS))) {
      client.getDatabase(databases.name()).getCollection("Things").drop();
      assertThat(next(watcher)).isInstanceOf(Change.HistoryGap.class);
      store.client().insertOne(THINGS, DocumentJson.read("{\"n\": 1}"));
      assertThat(next(watcher)).isInstanceOf(Change.Changed.class);
    }
  }

  @Test
  void the_queries_of_the_stores_use_an_index() {
    try (DataStore store = databases.openEmpty();
        MongoClient client = MongoClients.create(System.getenv(RealServer.VARIABLE))) {
      MongoDatabase database = client.getDatabase(databases.name());
      assertThat(store.provider()).isEqualTo("mongodb");
      assertIndexed(
          database,
          "HealthEvents",
          filter().eq("healthevent.nodename", "n").build(),
          Sort.descending("createdAt").thenDescending("_id"));
      assertIndexed(
          database,
          "HealthEvents",
          filter().in("healtheventstatus.nodequarantined", List.of("Quarantined")).build(),
          Sort.ascending("createdAt").thenAscending("_id"));
      assertIndexed(database, "MaintenanceEvents", filter().eq("eventId", "e").build(), Sort.NONE);
      assertIndexed(
          database,
          "MaintenanceEvents",
          filter().eq("nodeName", "n").build(),
          Sort.descending("lastUpdatedTimestamp"));
    }
  }

  private static void assertIndexed(
      MongoDatabase database, String collection, Filter filter, Sort sort) {
    String plan =
        database
            .getCollection(collection, BsonDocument.class)
            .find(FilterBson.of(filter))
            .sort(PipelineBson.sort(sort))
            .explain()
            .toJson();
    assertThat(plan).as(collection + " " + filter).contains("IXSCAN").doesNotContain("COLLSCAN");
  }
}
