package io.nodesentinel.datastore.migrate;

import static io.nodesentinel.datastore.migrate.testing.Exports.canonical;
import static io.nodesentinel.datastore.migrate.testing.Exports.golden;
import static io.nodesentinel.datastore.migrate.testing.Exports.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.migrate.convert.Moved;
import io.nodesentinel.datastore.migrate.destination.Target;
import io.nodesentinel.datastore.migrate.source.LiveCollection;
import io.nodesentinel.datastore.migrate.source.Source;
import io.nodesentinel.datastore.migrate.testing.BackendWithUuids;
import io.nodesentinel.datastore.migrate.testing.EndingEarly;
import io.nodesentinel.datastore.migrate.testing.House;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// On a double in memory, for what it can do: reading a collection in the order of its ids.
class LiveMigrationTest {
  private final MongoServer server = new MongoServer(new BackendWithUuids());
  private final House house = new House();
  private final String url = server.bindAndGetConnectionString();
  private final DatastoreConfig config =
      DatastoreConfig.fromConnectionString(url + "/events?tls=false&timeout=2s");
  private final MongoClient client = MongoClients.create(url);
  private final MongoCollection<BsonDocument> events =
      client.getDatabase("events").getCollection("HealthEvents", BsonDocument.class);

  @AfterEach
  void stop() {
    client.close();
    server.shutdownNow();
  }

  private MigrationReport move() {
    return house.move(
        Moved.HEALTH_EVENTS,
        () -> LiveCollection.open(config, Moved.HEALTH_EVENTS.collection()),
        MigrationOptions.DEFAULT);
  }

  private VerificationReport verify() {
    return house.verify(
        Moved.HEALTH_EVENTS, () -> LiveCollection.open(config, Moved.HEALTH_EVENTS.collection()));
  }

  private void insert(int from, int to) {
    events.insertMany(
        IntStream.rangeClosed(from, to).mapToObj(i -> BsonDocument.parse(canonical(i))).toList());
  }

  @Test
  void a_collection_moves_and_compares_the_same() {
    events.insertOne(BsonDocument.parse(golden()));
    insert(1, 2_500);

    MigrationReport report = move();

    assertThat(report.migrated()).isEqualTo(2_501);
    assertThat(report.isComplete()).isTrue();
    assertThat(verify().isComplete()).isTrue();
  }

  @Test
  void a_finished_move_that_is_run_again_finds_what_came_before_its_end_too() {
    insert(100, 1_200);
    move();
    insert(1, 10);
    insert(1_201, 1_210);

    MigrationReport again = move();

    assertThat(again.migrated()).isEqualTo(20);
    assertThat(again.present()).isEqualTo(1_101);
    assertThat(again.resumedAfter()).isZero();
    assertThat(house.notes).singleElement().asString().contains("begins at the beginning");
    assertThat(verify().isComplete()).isTrue();
  }

  @Test
  void an_interrupted_move_goes_on_behind_the_last_document_that_is_durable() {
    insert(1, 2_500);
    interruptAfterABatch();

    MigrationReport rest = move();

    assertThat(rest.resumedAfter()).isEqualTo(1_000);
    assertThat(rest.read()).isEqualTo(1_500);
    assertThat(verify().isComplete()).isTrue();
  }

  @Test
  void an_interrupted_move_of_another_collection_of_that_name_is_not_gone_on_with() {
    insert(1_001, 3_500);
    interruptAfterABatch();
    events.drop();
    insert(1, 10);

    MigrationReport other = move();

    assertThat(other.resumedAfter()).isZero();
    assertThat(other.migrated()).isEqualTo(10);
    assertThat(house.notes).singleElement().asString().contains("belongs to other content");
  }

  private void interruptAfterABatch() {
    interruptAfterABatch(() -> LiveCollection.open(config, Moved.HEALTH_EVENTS.collection()));
  }

  private void interruptAfterABatch(Supplier<Source> source) {
    assertThatThrownBy(() ->
            house.move(
                Moved.HEALTH_EVENTS,
                () -> new EndingEarly(source.get(), 1_500),
                MigrationOptions.DEFAULT))
        .hasMessage("the source is gone");
    assertThat(house.rows()).isEqualTo(1_000);
  }

  @Test
  void an_interrupted_move_is_not_gone_on_with_where_the_server_tells_no_uuid() {
    MongoServer silent = new MongoServer(new MemoryBackend());
    try {
      String there = silent.bindAndGetConnectionString();
      try (MongoClient other = MongoClients.create(there)) {
        other
            .getDatabase("events")
            .getCollection("HealthEvents", BsonDocument.class)
            .insertMany(
                IntStream.rangeClosed(1, 1_600)
                    .mapToObj(i -> BsonDocument.parse(canonical(i)))
                    .toList());
      }
      DatastoreConfig config = DatastoreConfig.fromConnectionString(there + "/events?tls=false");
      Supplier<Source> source = () -> LiveCollection.open(config, Moved.HEALTH_EVENTS.collection());
      interruptAfterABatch(source);

      MigrationReport rest = house.move(Moved.HEALTH_EVENTS, source, MigrationOptions.DEFAULT);

      assertThat(rest.resumedAfter()).isZero();
      assertThat(rest.present()).isEqualTo(1_000);
      assertThat(rest.migrated()).isEqualTo(600);
    } finally {
      silent.shutdownNow();
    }
  }

  @Test
  void a_run_that_goes_on_meets_ids_of_later_types_too() {
    for (int i = 1; i <= 1_000; i++) {
      events.insertOne(
          BsonDocument.parse(canonical(i))
              .append("_id", new BsonString("a text, before all others, " + i)));
    }
    insert(1_001, 1_600);
    interruptAfterABatch();

    assertThat(move().read()).isEqualTo(600);
  }

  @Test
  void what_cannot_be_moved_is_listed_by_its_id() {
    insert(1, 3);
    events.insertOne(BsonDocument.parse(canonical(4)).append("x", new BsonDouble(Double.NaN)));
    events.insertOne(BsonDocument.parse(canonical(5)).append("_id", new BsonInt32(5)));

    MigrationReport report = move();

    assertThat(report.migrated()).isEqualTo(3);
    assertThat(report.rejections()).extracting(Rejection::id).contains(id(4)).hasSize(2);
    assertThat(report.rejections())
        .extracting(Rejection::reason)
        .anyMatch(reason -> reason.contains("NaN"))
        .anyMatch(reason -> reason.contains("_id"));
  }

  @Test
  void a_change_in_the_source_since_the_move_is_found() {
    insert(1, 5);
    move();
    events.updateOne(
        BsonDocument.parse("{\"healthevent.metadata.serial\": \"3\"}"),
        BsonDocument.parse("{\"$set\": {\"healthevent.message\": \"changed\"}}"));

    VerificationReport report = verify();

    assertThat(report.differences())
        .extracting(VerificationReport.Difference::id)
        .isEqualTo(List.of(id(3)));
  }

  @Test
  void both_collections_move_in_one_session() {
    insert(1, 3);
    client
        .getDatabase("events")
        .getCollection("MaintenanceEvents", BsonDocument.class)
        .insertOne(BsonDocument.parse("{\"eventId\": \"a\", \"csp\": \"gcp\"}"));

    try (Target target = Target.open(house.database.config())) {
      for (Moved what : Moved.values()) {
        Supplier<Source> source = () -> LiveCollection.open(config, what.collection());
        assertThat(
                new Migration(target, what, source, MigrationOptions.DEFAULT, Progress.SILENT)
                    .run()
                    .isComplete())
            .isTrue();
        assertThat(
                new Verification(target, what, source, Optional.empty(), Progress.SILENT)
                    .run()
                    .isComplete())
            .isTrue();
      }
    }

    assertThat(house.rows()).isEqualTo(3);
    assertThat(house.database.count("SELECT count(*) FROM maintenance_events")).isEqualTo(1);
  }

  @Test
  void a_server_that_is_gone_is_one_sentence() {
    server.shutdownNow();

    assertThatThrownBy(this::move)
        .isInstanceOf(DatastoreException.class)
        .hasMessageStartingWith("MongoDB failed while asking for a sign of life");
  }
}
