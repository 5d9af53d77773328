package io.nodesentinel.datastore.testing;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static io.nodesentinel.datastore.query.PipelineBuilder.pipeline;
import static io.nodesentinel.datastore.query.UpdateBuilder.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.datastore.change.Change;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.Operation;
import io.nodesentinel.datastore.change.StartPosition;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.client.UpdateResult;
import io.nodesentinel.datastore.config.DatastoreConfig;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.HealthEventStore;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.datastore.processing.ChangeHandler;
import io.nodesentinel.datastore.processing.DeadLetters;
import io.nodesentinel.datastore.processing.EventProcessor;
import io.nodesentinel.datastore.processing.ProcessorOptions;
import io.nodesentinel.datastore.processing.QueueEventProcessor;
import io.nodesentinel.datastore.processing.StoredDeadLetters;
import io.nodesentinel.datastore.query.Accumulator;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.spi.Datastores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Runs every example of the guide `docs/datastore-sdk.md`.
class GuideTest {
  private static final String SOURCES =
      "datastore/testing/src/test/java/io/nodesentinel/datastore/testing";
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final DataStore store = new MemoryDatabase().open();
  private final HealthEventStore events = store.healthEvents();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    store.close();
  }

  private static String withoutSpace(String code) {
    return code.replaceAll("\\s+", "");
  }

  /// This class, and the provider of the last chapter, which `FileContractTest` runs.
  private static String sources(Path folder) throws IOException {
    StringBuilder all = new StringBuilder(Files.readString(folder.resolve("GuideTest.java")));
    try (Stream<Path> provider = Files.list(folder.resolve("file"))) {
      for (Path source : provider.sorted().toList()) {
        all.append(Files.readString(source));
      }
    }
    return all.toString();
  }

  @Test
  void every_example_of_the_guide_is_one_of_these() throws IOException {
    Path home = Path.of(System.getProperty("nodesentinel.home"));
    String source = withoutSpace(sources(home.resolve(SOURCES)));
    Matcher examples = EXAMPLE.matcher(Files.readString(home.resolve("docs/datastore-sdk.md")));
    List<String> found = new ArrayList<>();
    while (examples.find()) {
      found.add(withoutSpace(examples.group(1)));
    }
    assertThat(found).hasSizeGreaterThan(10).allSatisfy(code -> assertThat(source).contains(code));
  }

  @Test
  void configuration() {
    Map<String, String> environment = Map.of("DATASTORE_PROVIDER", "memory");
    DatastoreConfig fromEnvironment = DatastoreConfig.fromEnvironment(environment);
    try (DataStore opened = Datastores.open(fromEnvironment)) {
      opened.client().ping();
    }

    DatastoreConfig fromString =
        DatastoreConfig.fromConnectionString(
            "postgresql://sentinel@db.example/events?sslmode=verify-full&maxPoolSize=20&timeout=5s");
    assertThat(fromString.database()).isEqualTo("events");
    assertThat(fromString.options().maxConnections()).isEqualTo(20);
    assertThat(fromString.options().connectTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void reading_and_writing() {
    Collection jobs = new Collection("Jobs");
    InsertResult inserted =
        store.client().insertOne(jobs, Document.builder().put("name", "a").put("tries", 1).build());
    Value id = inserted.ids().getFirst();

    UpdateResult updated =
        store
            .client()
            .updateMany(
                jobs,
                filter().eq("name", "a").lt("tries", 3).build(),
                update().inc("tries", 1).set("state.phase", "Running").build());
    assertThat(updated).isEqualTo(UpdateResult.of(1, 1));

    try (Cursor<Document> found =
        store
            .client()
            .find(
                jobs,
                filter().in("name", List.of("a", "b")).exists("state").build(),
                FindOptions.sorted(Sort.descending("tries").thenAscending("name")).limitedTo(10))) {
      found.forEachRemaining(job -> seen.add(job.at("state.phase").orElseThrow().typeName()));
    }
    assertThat(seen).containsExactly("a text");

    store.client().updateDocumentStatus(jobs, id, FieldPath.of("state.phase"), Value.of("Done"));
    assertThat(store.client().count(jobs, filter().eq("state.phase", "Done").build())).isEqualTo(1);
  }

  @Test
  void a_connector_that_may_repeat_itself() {
    StoredHealthEvent report =
        HealthEventBuilder.fatal("node-1").code("79").idempotencyKey("boot-7/seq-12").build();

    Value first = events.create(report);
    Value again = events.create(report);
    assertThat(again).isEqualTo(first);
  }

  @Test
  void an_analyzer() {
    events.create(HealthEventBuilder.fatal("node-1").build());
    events.create(HealthEventBuilder.fatal("node-1").build());
    events.create(HealthEventBuilder.fatal("node-2").build());

    String node = events.shape().event("nodeName").toString();
    String fatal = events.shape().event("isFatal").toString();
    List<Document> worst =
        store
            .client()
            .aggregate(
                Collection.HEALTH_EVENTS,
                pipeline()
                    .match(filter().eq(fatal, true).build())
                    .group(Map.of("node", node), Map.of("reports", Accumulator.count()))
                    .sort(Sort.descending("reports"))
                    .limit(1)
                    .build())
            .toList();
    assertThat(worst.getFirst().get("node")).isEqualTo(Value.of("node-1"));
  }

  @Test
  void watching_in_a_loop_of_ones_own() throws InterruptedException {
    WatchRequest request =
        WatchRequest.of("my-exporter", Collection.HEALTH_EVENTS)
            .from(StartPosition.STORED_OR_BEGINNING)
            .only(Operation.INSERT);
    events.create(HealthEventBuilder.fatal("node-1").build());

    try (ChangeStreamWatcher watcher = store.watch(request)) {
      Change change = watcher.next(Duration.ofSeconds(1));
      switch (change) {
        case null -> seen.add("nothing yet");
        case Change.Changed changed -> seen.add("changed " + changed.operation());
        case Change.Position _ -> seen.add("nothing for us");
        case Change.HistoryGap gap -> seen.add("read all anew: " + gap.reason());
      }
      if (change != null) {
        watcher.markProcessed(change.token());
      }
      assertThat(watcher.backlog()).isZero();
    }
    assertThat(seen).containsExactly("changed INSERT");
  }

  @Test
  void processing() {
    DeadLetters letters = new StoredDeadLetters(store.client());
    ChangeHandler handler =
        new ChangeHandler() {
          @Override
          public void handle(Change.Changed change) {
            seen.add("look at " + change.id());
          }

          @Override
          public void rescan(Change.HistoryGap gap) {
            seen.add("look at all");
          }
        };
    WatchRequest request = WatchRequest.of("my-reconciler", Collection.HEALTH_EVENTS);

    try (EventProcessor processor =
        EventProcessor.start(
            store.watch(request),
            handler,
            letters,
            ProcessorOptions.of("my-reconciler").skipping(store.writerId()).inFlight(64))) {
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }

    try (QueueEventProcessor processor =
        QueueEventProcessor.start(
            store.watch(request), handler, letters, ProcessorOptions.of("my-reconciler"), 4)) {
      events.create(HealthEventBuilder.fatal("node-1").build());
      await().atMost(Duration.ofSeconds(60)).until(() -> !seen.isEmpty());
      assertThat(processor.stopped().toCompletableFuture()).isNotDone();
    }

    int handled = letters.replay("my-reconciler", letter -> letter.attempts() > 0);
    assertThat(handled).isZero();
  }

  @Test
  void statuses_and_the_cancel() {
    Value id = events.create(HealthEventBuilder.fatal("node-1").build());

    events.updateStatus(
        id,
        new HealthEventStatus(
            NodeQuarantined.Quarantined, null, null, null, null, null, null, List.of()));

    Map<String, List<Value>> cancelled = events.cancelSessions(List.of("node-1", "node-2"));
    assertThat(cancelled).isEqualTo(Map.of("node-1", List.of(id)));
  }

  @Test
  void several_writes_as_one() {
    Collection jobs = new Collection("Jobs");
    long running =
        store
            .client()
            .withTransaction(operations -> {
              operations.insertOne(jobs, Document.of("name", Value.of("a")));
              return operations.count(jobs, filter().eq("name", "a").build());
            });
    assertThat(running).isEqualTo(1);
  }

  @Test
  void doubles_for_tests_of_your_own() throws InterruptedException {
    MemoryDatabase database = new MemoryDatabase();
    try (DataStore fake = database.open()) {
      fake.healthEvents().create(HealthEventBuilder.healthy("node-1").build());
      database.keepChanges(0);
    }

    PushedChanges changes = new PushedChanges();
    changes.gap("a test of the gap");
    assertThat(changes.next(Duration.ZERO)).isInstanceOf(Change.HistoryGap.class);
  }
}
