package io.nodesentinel.datastore.mongodb.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.datastore.mongodb.client.Names;
import io.nodesentinel.datastore.mongodb.contract.MongoDouble;
import io.nodesentinel.datastore.mongodb.contract.TestDatabases;
import io.nodesentinel.datastore.spi.DataStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What a database gets from us, and what it has from the Go system; on the double.
class OnDatabaseTest {
  private static final MongoDouble SERVER = new MongoDouble();
  private static final MongoClient CLIENT = MongoClients.create(SERVER.url());
  private static final Names NAMES = new Names("HealthEvents", "MaintenanceEvents", "ResumeTokens");

  @AfterAll
  static void stop() {
    CLIENT.close();
    SERVER.close();
  }

  @Test
  void a_database_belongs_to_the_first_cluster_and_refuses_another_by_name() {
    MongoDatabase database = CLIENT.getDatabase("claimed");
    ClusterClaim.claim(database, "uid-1");
    ClusterClaim.claim(database, "uid-1");
    assertThatThrownBy(() -> ClusterClaim.claim(database, "uid-2"))
        .isInstanceOfSatisfying(
            DatastoreException.class,
            refused -> assertThat(refused.kind()).isEqualTo(DatastoreException.Kind.CONFIGURATION))
        .hasMessageContaining("uid-1")
        .hasMessageContaining("uid-2");
    assertThat(database.getCollection(ClusterClaim.COLLECTION).countDocuments()).isEqualTo(1);
  }

  @Test
  void indexes_are_made_once_and_another_retention_of_somebody_else_stays() {
    MongoDatabase database = CLIENT.getDatabase("indexed");
    Indexes.ensure(database, NAMES, Duration.ofDays(30));
    List<BsonDocument> first = indexes(database, "HealthEvents");
    Indexes.ensure(database, NAMES, Duration.ofDays(7));

    assertThat(indexes(database, "HealthEvents")).isEqualTo(first);
    assertThat(first.stream().map(index -> index.getDocument("key").getFirstKey()))
        .contains(
            "healthevent.nodename",
            "healtheventstatus.nodequarantined",
            "healthevent.metadata.idempotencyKey",
            "createdAt");
    assertThat(indexes(database, "MaintenanceEvents")).hasSizeGreaterThan(4);
  }

  @Test
  void a_document_of_the_go_system_is_read() throws IOException {
    TestDatabases databases = new TestDatabases(SERVER.url(), false);
    try (DataStore store = databases.openEmpty()) {
      BsonDocument golden = BsonDocument.parse(resource("mongodb-health-event.json"));
      CLIENT
          .getDatabase(databases.name())
          .getCollection("HealthEvents", BsonDocument.class)
          .insertOne(golden);

      StoredHealthEvent event = store.healthEvents().latestForNode("gpu-017").orElseThrow();

      assertThat(event.event().checkName()).isEqualTo("GpuXidError");
      assertThat(event.event().isFatal()).isTrue();
      assertThat(event.status().nodeQuarantined()).isNull();
      assertThat(event.remarks()).isEmpty();
      store.healthEvents().putSpanIds(event.id().orElseThrow(), Map.of("node-drainer", "01"));
      BsonDocument after =
          Objects.requireNonNull(
              CLIENT
                  .getDatabase(databases.name())
                  .getCollection("HealthEvents", BsonDocument.class)
                  .find()
                  .first());
      assertThat(after.getDocument("healthevent")).isEqualTo(golden.getDocument("healthevent"));
      assertThat(after.getDocument("healtheventstatus").getDocument("spanids"))
          .isEqualTo(BsonDocument.parse("{'node-drainer': '01'}"));
    }
  }

  @Test
  void collections_are_named_by_the_configuration() {
    Names names =
        Names.of(
            DatastoreConfig.fromEnvironment(
                Map.of(
                    "MONGODB_URI", "mongodb://a/db",
                    "MONGODB_COLLECTION_NAME", "Faults",
                    "MONGODB_MAINTENANCE_EVENT_COLLECTION_NAME", "Works",
                    "MONGODB_TOKEN_COLLECTION_NAME", "Tokens")));
    assertThat(names).isEqualTo(new Names("Faults", "Works", "Tokens"));
    assertThat(names.of(Collection.HEALTH_EVENTS)).isEqualTo("Faults");
    assertThat(names.of(new Collection("Jobs"))).isEqualTo("Jobs");
  }

  private static List<BsonDocument> indexes(MongoDatabase database, String collection) {
    return StreamSupport.stream(
            database.getCollection(collection).listIndexes(BsonDocument.class).spliterator(), false)
        .toList();
  }

  private static String resource(String name) throws IOException {
    try (var in = Objects.requireNonNull(OnDatabaseTest.class.getResourceAsStream("/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
