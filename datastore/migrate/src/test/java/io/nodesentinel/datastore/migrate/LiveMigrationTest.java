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
  private final MongoServer server = new MongoServer(new MemoryBackend());
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
    assertThat(verify().isEqual()).isTrue();
  }

  @Test
  void a_second_run_reads_only_what_came_behind() {
    insert(1, 1_200);
    move();
    insert(1_201, 1_210);

    MigrationReport again = move();

    assertThat(again.read()).isEqualTo(10);
    assertThat(again.resumedAfter()).isEqualTo(1_200);
    assertThat(house.rows()).isEqualTo(1_210);
  }

  @Test
  void a_run_that_goes_on_meets_ids_of_later_types_too() {
    events.insertOne(
        BsonDocument.parse(canonical(1))
            .append("_id", new BsonString("a text, before all others")));
    assertThat(move().read()).isEqualTo(1);
    insert(2, 4);

    assertThat(move().read()).isEqualTo(3);
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
                    .isEqual())
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
