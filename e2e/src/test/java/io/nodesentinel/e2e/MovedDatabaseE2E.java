package io.nodesentinel.e2e;

import static io.nodesentinel.e2e.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// An operator that is started on a database that documents were moved to: from a file of
/// mongoexport, and from a live MongoDB, which is a double in memory.
@ExtendWith(RealCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MovedDatabaseE2E {
  private Path folder;
  private TestPostgres postgres;
  private Scene scene;
  private OperatorUnderTest operator;
  private CommandLine command;
  private Past ofFile;
  private Past ofMongo;

  /// Nodes, and what was reported about them before the move.
  ///
  /// @param ill nobody judged its fault
  /// @param recovers the same; its recovery is still to come
  /// @param uncordoned the same; a person is still to come
  /// @param recovered its recovery stands before its fault
  /// @param settled it was quarantined and released by others
  /// @param cancelled somebody cancelled its session
  /// @param old its fault is forty days old
  private record Past(
      TestNode ill,
      TestNode recovers,
      TestNode uncordoned,
      TestNode recovered,
      TestNode settled,
      TestNode cancelled,
      TestNode old) {

    static Past on(Scene scene) {
      return new Past(
          scene.node(),
          scene.node(),
          scene.node(),
          scene.node(),
          scene.node(),
          scene.node(),
          scene.node());
    }

    /// @param begin what is reported about a node from before there was one is about another
    ///   machine
    List<String> documents(Instant begin) {
      Instant fault = begin.plusSeconds(1);
      Instant recovery = begin.plusSeconds(2);
      return List.of(
          document(recovered, true, recovery, "null"),
          document(ill, false, fault, "null"),
          document(recovered, false, fault, "null"),
          document(settled, true, recovery, "\"UnQuarantined\""),
          document(settled, false, fault, "\"Quarantined\""),
          document(cancelled, false, fault, "\"Cancelled\""),
          document(old, false, begin.minus(Duration.ofDays(40)), "null"),
          document(recovers, false, fault, "null"),
          document(uncordoned, false, fault, "null"));
    }

    List<TestNode> free() {
      return List.of(recovered, settled, cancelled, old);
    }
  }

  /// As MongoDB exports it, in relaxed form.
  private static String document(TestNode node, boolean healthy, Instant at, String quarantined) {
    return """
    {"_id":{"$oid":"%s"},"createdAt":{"$date":"%s"},"healthevent":{"version":1,\
    "agent":"gpu-health-monitor","componentclass":"GPU","checkname":"GpuXidError","isfatal":%s,\
    "ishealthy":%s,"message":"","recommendedaction":%d,"errorcode":[%s],\
    "entitiesimpacted":[{"entitytype":"GPU","entityvalue":"0"}],"metadata":{},\
    "generatedtimestamp":{"seconds":%d,"nanos":0},"nodename":"%s","processingstrategy":1},\
    "healtheventstatus":{"nodequarantined":%s,\
    "userpodsevictionstatus":{"status":"NotStarted","message":""},"faultremediated":null}}\
    """
        .formatted(
            new ObjectId(),
            Instant.ofEpochMilli(at.toEpochMilli()),
            !healthy,
            healthy,
            healthy ? 0 : 15,
            healthy ? "" : "\"79\"",
            at.getEpochSecond(),
            node.name(),
            quarantined);
  }

  @BeforeAll
  void move(Cluster cluster, @TempDir Path temporary) throws IOException {
    folder = temporary;
    postgres = TestPostgres.start();
    scene = Scene.open(cluster, "moved");
    scene.fatalPolicy();
    ofFile = Past.on(scene);
    ofMongo = Past.on(scene);
    Instant begin = Instant.now();
    eventually(
        "the time of what is moved to be over",
        () -> "it is " + Instant.now(),
        () -> assertThat(Instant.now()).isAfter(begin.plusSeconds(3)));
    command = new CommandLine(folder, postgres.environment());
    command.run("schema", "apply").assertExit(0);
    moveFile(ofFile.documents(begin));
    moveMongo(ofMongo.documents(begin));
    operator = OperatorUnderTest.start(cluster, "moved", postgres.environment());
    awaitKnown();
  }

  private Path export(List<String> documents) throws IOException {
    return Files.writeString(
        folder.resolve("export.json"), String.join("\n", documents) + "\n", UTF_8);
  }

  private void moveFile(List<String> documents) throws IOException {
    String file = export(documents).toString();
    command.run("migrate", "--file", file, "--verify").assertExit(0);
  }

  private void moveMongo(List<String> documents) {
    MongoServer server = new MongoServer(new MemoryBackend());
    try {
      String url = server.bindAndGetConnectionString();
      try (MongoClient client = MongoClients.create(url)) {
        MongoCollection<BsonDocument> events =
            client.getDatabase("events").getCollection("HealthEvents", BsonDocument.class);
        events.insertMany(documents.stream().map(BsonDocument::parse).toList());
      }
      Map<String, String> environment = new TreeMap<>(command.environment());
      environment.put("MONGODB_URI", url + "/?tls=false");
      environment.put("MONGODB_DATABASE_NAME", "events");
      new CommandLine(folder, environment).run("migrate", "--mongodb", "--verify").assertExit(0);
    } finally {
      server.shutdownNow();
    }
  }

  @AfterAll
  void end() {
    if (operator != null) {
      operator.close();
    }
    if (scene != null) {
      scene.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  private void awaitKnown() {
    eventually(
        "the datastore to be known",
        () -> operator.answer("/readyz").body() + operator.describe(),
        () -> assertThat(operator.metric("nodesentinel_datastore_known")).hasValue(1));
  }

  private List<List<String>> said(TestNode node) {
    List<List<String>> rows = new ArrayList<>();
    postgres
        .run(
            "SELECT coalesce(node_quarantined, '') FROM health_events WHERE node_name = ?"
                + " ORDER BY created_at",
            node.name())
        .forEach(row -> rows.add(List.of(String.valueOf(row.getFirst()))));
    return rows;
  }

  /// As a monitor of the Go system inserts it there.
  private void insert(TestNode node, boolean healthy) {
    String moved = document(node, healthy, Instant.now(), "null");
    String named =
        moved
            .substring(moved.indexOf("\"healthevent\""))
            .replace("\"nodename\"", "\"nodeName\"")
            .replace("\"checkname\"", "\"checkName\"")
            .replace("\"isfatal\"", "\"isFatal\"")
            .replace("\"ishealthy\"", "\"isHealthy\"")
            .replace("\"componentclass\"", "\"componentClass\"")
            .replace("\"recommendedaction\"", "\"recommendedAction\"")
            .replace("\"errorcode\"", "\"errorCode\"")
            .replace("\"entitiesimpacted\"", "\"entitiesImpacted\"")
            .replace("\"entitytype\"", "\"entityType\"")
            .replace("\"entityvalue\"", "\"entityValue\"")
            .replace("\"generatedtimestamp\"", "\"generatedTimestamp\"")
            .replace("\"processingstrategy\"", "\"processingStrategy\"");
    postgres.run(
        "INSERT INTO health_events (node_name, document) VALUES (?, CAST(? AS jsonb))",
        node.name(),
        "{\"createdAt\":\"" + Instant.now() + "\"," + named);
  }

  @Test
  void what_is_open_is_acted_on_and_what_is_closed_cancelled_or_old_is_not() {
    for (Past past : List.of(ofFile, ofMongo)) {
      past.ill().awaitQuarantined();
    }
    // What comes after all of that is through, too.
    TestNode marker = scene.node();
    insert(marker, false);
    marker.awaitQuarantined();

    for (Past past : List.of(ofFile, ofMongo)) {
      past.free().forEach(TestNode::assertFree);
      assertThat(said(past.settled()))
          .containsExactly(List.of("Quarantined"), List.of("UnQuarantined"));
      assertThat(said(past.cancelled())).containsExactly(List.of("Cancelled"));
    }
  }

  @Test
  void a_recovery_releases_and_an_uncordon_cancels_what_a_moved_fault_began() {
    for (Past past : List.of(ofFile, ofMongo)) {
      past.recovers().awaitQuarantined();
      insert(past.recovers(), true);
      past.recovers().awaitReleased();

      past.uncordoned().awaitQuarantined();
      eventually(
          "the moved document to say so",
          operator::describe,
          () -> assertThat(said(past.uncordoned())).containsExactly(List.of("Quarantined")));
      past.uncordoned().uncordon();
      past.uncordoned().awaitCancelled();
      eventually(
          "the moved document to be cancelled",
          operator::describe,
          () -> assertThat(said(past.uncordoned())).containsExactly(List.of("Cancelled")));
    }
  }

  @Test
  void beside_this_operator_nothing_more_is_moved() throws IOException {
    Path file = export(ofFile.documents(Instant.now()));

    assertThat(command.run("migrate", "--file", file.toString()).assertExit(1).err())
        .startsWith("nodesentinel: An operator follows this database");
  }
}
