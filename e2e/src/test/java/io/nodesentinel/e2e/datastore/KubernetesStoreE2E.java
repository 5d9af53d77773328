package io.nodesentinel.e2e.datastore;

import static io.nodesentinel.datastore.client.Collection.HEALTH_EVENTS;
import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static io.nodesentinel.datastore.query.UpdateBuilder.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.EvictionStatus;
import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.OperationStatus;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.client.DatabaseClient;
import io.nodesentinel.datastore.client.InsertResult;
import io.nodesentinel.datastore.client.UpdateResult;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.FieldPath;
import io.nodesentinel.datastore.document.IntegerValue;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.error.DatastoreException.Kind;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.event.HealthEventStore;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.datastore.query.Accumulator;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import io.nodesentinel.datastore.query.PipelineBuilder;
import io.nodesentinel.datastore.query.Projection;
import io.nodesentinel.datastore.query.Sort;
import io.nodesentinel.datastore.query.memory.Evaluator;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.testing.HealthEventBuilder;
import io.nodesentinel.e2e.RealCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Reading and writing health events on a real API server: what the contract tries on documents of
/// any kind, on those that there are objects for; and what is refused, by name.
@ExtendWith({RealCluster.class, ProviderCluster.class})
class KubernetesStoreE2E {
  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
  private static final String NODE = "healthevent.nodeName";
  private static final String STATUS = "healtheventstatus.nodequarantined";
  private static final String SECONDS = "healtheventstatus.lastremediationtimestamp";

  private final ObjectDatabases databases;
  private final KubernetesClient admin;
  private final NumberedEvents numbered = new NumberedEvents();
  private DataStore store;

  KubernetesStoreE2E(ObjectDatabases databases) {
    this.databases = databases;
    this.admin = databases.cluster().admin();
  }

  @BeforeEach
  void open() {
    store = databases.openEmpty();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private DatabaseClient client() {
    return store.client();
  }

  private HealthEventStore events() {
    return store.healthEvents();
  }

  private Value create(String node, int minute, NodeQuarantined status) {
    return events()
        .create(
            HealthEventBuilder.fatal(node)
                .createdAt(START.plusSeconds(60L * minute))
                .status(status)
                .build());
  }

  private static DatastoreException refused(Kind kind, ThrowingCallable call) {
    DatastoreException failure = catchThrowableOfType(DatastoreException.class, call);
    assertThat(failure).as("an error of kind %s", kind).isNotNull();
    assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
    return failure;
  }

  private static void inParallel(int threads, Runnable work) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(executor.submit(work));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  @Test
  void what_is_stored_is_an_object_that_kubectl_shows_and_what_kubectl_made_is_found() {
    Value id = create("n1", 0, NodeQuarantined.Quarantined);
    HealthEvent object = admin.resources(HealthEvent.class).list().getItems().getFirst();
    assertThat(object.getSpec().nodeName()).isEqualTo("n1");
    assertThat(object.getStatus().nodeQuarantined()).isEqualTo(NodeQuarantined.Quarantined);

    HealthEvent byHand = new HealthEvent();
    byHand.getMetadata().setName("by-hand.1");
    byHand.setSpec(HealthEventBuilder.fatal("n2").code("79").build().event());
    admin.resource(byHand).create();

    StoredHealthEvent found = events().latestForNode("n2").orElseThrow();
    assertThat(found.id()).contains(Value.of("by-hand.1"));
    assertThat(found.event().errorCode()).containsExactly("79");
    assertThat(found.createdAt())
        .isEqualTo(
            Instant.parse(
                admin
                    .resources(HealthEvent.class)
                    .withName("by-hand.1")
                    .get()
                    .getMetadata()
                    .getCreationTimestamp()));
    assertThat(events().byId(id).orElseThrow().createdAt()).isEqualTo(START);
  }

  @Test
  void an_id_is_made_or_taken_and_is_there_once() {
    Value own = Value.of("my-own.id");
    InsertResult given =
        client().insertOne(HEALTH_EVENTS, numbered.document(1).with(Document.ID, own));

    assertThat(given.ids()).containsExactly(own);
    assertThat(client().findById(HEALTH_EVENTS, own)).isPresent();
    refused(
        Kind.INSERT,
        () -> client().insertOne(HEALTH_EVENTS, numbered.document(1).with(Document.ID, own)));
    refused(
        Kind.VALIDATION,
        () ->
            client()
                .insertOne(
                    HEALTH_EVENTS,
                    numbered.document(1).with(Document.ID, Value.of("My own id/1"))));
    assertThat(client().count(HEALTH_EVENTS, Filter.ALL)).isEqualTo(1);
  }

  @Test
  void of_several_all_are_inserted_or_none() {
    Document wrong =
        Evaluator.apply(update().set(NODE, "Not_A_Node").build(), numbered.document(3));

    DatastoreException failure =
        refused(
            Kind.VALIDATION,
            () ->
                client()
                    .insertMany(
                        HEALTH_EVENTS, List.of(numbered.document(1), numbered.document(2), wrong)));

    assertThat(failure).hasMessageContaining("nodeName").hasMessageNotContaining("Not_A_Node");
    assertThat(client().count(HEALTH_EVENTS, Filter.ALL)).isZero();
    assertThat(
            client()
                .insertMany(HEALTH_EVENTS, List.of(numbered.document(1), numbered.document(2)))
                .inserted())
        .isEqualTo(2);
  }

  @Test
  void an_event_whose_status_is_refused_is_not_left_behind() {
    Document longReason =
        Evaluator.apply(
            update()
                .set("healtheventstatus.evaluated.reason", "R".repeat(100))
                .set("healtheventstatus.evaluated.time.seconds", 1)
                .build(),
            numbered.document(1));

    refused(Kind.VALIDATION, () -> client().insertOne(HEALTH_EVENTS, longReason));

    assertThat(client().count(HEALTH_EVENTS, Filter.ALL)).isZero();
  }

  @Test
  void an_odd_object_keeps_no_other_from_being_read() {
    HealthEvent odd = new HealthEvent();
    odd.getMetadata().setName("odd");
    odd.setSpec(HealthEventBuilder.fatal("n1").metadata("$x", "1").build().event());
    admin.resource(odd).create();
    create("n1", 0, NodeQuarantined.Quarantined);

    assertThat(client().count(HEALTH_EVENTS, Filter.ALL)).isEqualTo(2);
    assertThat(events().byNode("n1").toList()).hasSize(2);
  }

  @Test
  void a_repeated_report_is_stored_once_also_if_others_made_its_object() throws Exception {
    HealthEvent byHand = new HealthEvent();
    byHand.getMetadata().setName("by-hand");
    byHand.setSpec(HealthEventBuilder.fatal("n1").idempotencyKey("k-1").build().event());
    admin.resource(byHand).create();
    StoredHealthEvent same = HealthEventBuilder.fatal("n1").idempotencyKey("k-1").build();
    StoredHealthEvent other = HealthEventBuilder.fatal("n1").idempotencyKey("k-2").build();

    assertThat(events().create(same)).isEqualTo(Value.of("by-hand"));
    assertThat(events().createAll(List.of(same, other, other)).duplicates()).isEqualTo(2);
    inParallel(8, () -> events().createAll(List.of(same, other)));

    assertThat(client().count(HEALTH_EVENTS, Filter.ALL)).isEqualTo(2);
    refused(
        Kind.INSERT,
        () ->
            client()
                .insertOne(
                    HEALTH_EVENTS,
                    HealthEventBuilder.fatal("n1").idempotencyKey("k-2").document()));
  }

  @Test
  void another_key_is_kept_once_as_well() throws Exception {
    FieldPath key = FieldPath.of("healthevent.metadata.ticket");
    Document one = HealthEventBuilder.fatal("n1").metadata("ticket", "7").document();

    inParallel(4, () -> client().insertManyIdempotent(HEALTH_EVENTS, List.of(one, one), key));

    assertThat(client().count(HEALTH_EVENTS, Filter.ALL)).isEqualTo(1);
  }

  @Test
  void updates_count_what_matched_and_what_changed() {
    create("n1", 0, NodeQuarantined.Quarantined);
    create("n1", 1, NodeQuarantined.AlreadyQuarantined);
    create("n2", 2, NodeQuarantined.Quarantined);

    assertThat(
            client()
                .updateMany(
                    HEALTH_EVENTS,
                    filter().eq(NODE, "n1").build(),
                    update().set(STATUS, "AlreadyQuarantined").build()))
        .isEqualTo(UpdateResult.of(2, 1));
    assertThat(
            client()
                .updateOne(
                    HEALTH_EVENTS,
                    filter().eq(STATUS, "AlreadyQuarantined").build(),
                    update().set(STATUS, "UnQuarantined").build()))
        .isEqualTo(UpdateResult.of(1, 1));
    assertThat(
            client()
                .updateMany(
                    HEALTH_EVENTS,
                    filter().eq(NODE, "n3").build(),
                    update().set(STATUS, "Cancelled").build()))
        .isEqualTo(UpdateResult.NONE);
    assertThat(
            client()
                .upsert(
                    HEALTH_EVENTS,
                    filter().eq(NODE, "n2").build(),
                    update().set(STATUS, "Cancelled").build()))
        .isEqualTo(UpdateResult.of(1, 1));
    assertThat(client().count(HEALTH_EVENTS, filter().eq(STATUS, "Cancelled").build()))
        .isEqualTo(1);
    assertThat(client().deleteMany(HEALTH_EVENTS, filter().eq(NODE, "n1").build())).isEqualTo(2);
    assertThat(client().deleteMany(HEALTH_EVENTS, filter().eq(NODE, "n1").build())).isZero();
  }

  @Test
  void an_upsert_inserts_the_event_that_its_filter_describes() {
    UpdateResult result =
        client()
            .upsert(
                HEALTH_EVENTS,
                filter()
                    .eq(NODE, "n1")
                    .eq("healthevent.agent", "a")
                    .eq("healthevent.componentClass", "GPU")
                    .eq("healthevent.checkName", "c")
                    .build(),
                update().set(STATUS, "Quarantined").build());

    StoredHealthEvent stored = events().byId(result.upsertedId().orElseThrow()).orElseThrow();
    assertThat(stored.event().nodeName()).isEqualTo("n1");
    assertThat(stored.status().nodeQuarantined()).isEqualTo(NodeQuarantined.Quarantined);
  }

  @Test
  void finding_orders_skips_limits_and_cuts_down() {
    for (int n = 0; n < 5; n++) {
      client().insertOne(HEALTH_EVENTS, numbered.document(n));
    }

    assertThat(
            client()
                .find(
                    HEALTH_EVENTS,
                    filter().gte("healthevent.version", 2).build(),
                    FindOptions.sorted(Sort.descending("healthevent.version"))
                        .skipping(1)
                        .limitedTo(2)
                        .projected(Projection.of("healthevent.version").withoutId()))
                .toList())
        .extracting(numbered::number)
        .containsExactly(3L, 2L);
    assertThat(
            client()
                .findOne(
                    HEALTH_EVENTS,
                    Filter.ALL,
                    FindOptions.sorted(Sort.ascending("healthevent.version")))
                .map(numbered::number))
        .contains(0L);
    assertThat(client().find(HEALTH_EVENTS, Filter.NONE).toList()).isEmpty();
  }

  @Test
  void a_cursor_streams_more_than_a_page_and_can_be_left() throws Exception {
    int events = 1_200;
    List<Document> documents = IntStream.range(0, events).mapToObj(numbered::document).toList();
    List<List<Document>> parts =
        IntStream.range(0, 8)
            .mapToObj(part -> documents.subList(part * events / 8, (part + 1) * events / 8))
            .toList();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<InsertResult>> inserted = new ArrayList<>();
      for (List<Document> part : parts) {
        inserted.add(executor.submit(() -> client().insertMany(HEALTH_EVENTS, part)));
      }
      for (Future<InsertResult> one : inserted) {
        assertThat(one.get().inserted()).isEqualTo(events / 8);
      }
    }

    try (Cursor<Document> cursor = client().find(HEALTH_EVENTS, Filter.ALL)) {
      for (int i = 0; i < 700; i++) {
        cursor.next();
      }
    }
    assertThat(client().count(HEALTH_EVENTS, Filter.ALL)).isEqualTo(events);
    List<Value> seen = new ArrayList<>();
    events()
        .inBatches(
            Filter.ALL, 500, batch -> batch.forEach(one -> seen.add(one.id().orElseThrow())));
    assertThat(seen).hasSize(events).doesNotHaveDuplicates();
  }

  @Test
  void increments_at_once_lose_none() throws Exception {
    Value id = client().insertOne(HEALTH_EVENTS, numbered.document(1)).ids().getFirst();
    client().updateOne(HEALTH_EVENTS, Filter.byId(id), numbered.renumbered(0));

    inParallel(
        4,
        () -> {
          for (int round = 0; round < 25; round++) {
            assertThat(
                    client()
                        .updateOne(
                            HEALTH_EVENTS,
                            Filter.byId(id),
                            update().inc(SECONDS + ".seconds", 1).build()))
                .isEqualTo(UpdateResult.of(1, 1));
          }
        });

    assertThat(client().findById(HEALTH_EVENTS, id).orElseThrow().at(SECONDS + ".seconds"))
        .contains(new IntegerValue(100));
  }

  @Test
  void what_was_reported_cannot_be_changed_and_nothing_is_dropped_in_silence() {
    Value id = create("n1", 0, NodeQuarantined.Quarantined);

    refused(
        Kind.UNSUPPORTED,
        () -> client().updateOne(HEALTH_EVENTS, Filter.byId(id), update().set(NODE, "n2").build()));
    refused(
        Kind.UNSUPPORTED,
        () ->
            client()
                .updateOne(
                    HEALTH_EVENTS,
                    Filter.byId(id),
                    update().set("healtheventstatus.mine", 1).build()));
    refused(
        Kind.VALIDATION,
        () ->
            client()
                .updateOne(HEALTH_EVENTS, Filter.byId(id), update().set(STATUS, "Odd").build()));
    refused(
        Kind.UNSUPPORTED,
        () -> client().insertOne(HEALTH_EVENTS, numbered.document(1).with("extra", Value.of(1))));
    refused(
        Kind.VALIDATION,
        () -> client().insertOne(HEALTH_EVENTS, Document.of("createdAt", Value.of(START))));
    assertThat(events().byId(id).orElseThrow().status().nodeQuarantined())
        .isEqualTo(NodeQuarantined.Quarantined);
  }

  @Test
  void an_event_that_is_too_large_is_a_typed_error_and_the_store_goes_on() {
    DatastoreException failure =
        catchThrowableOfType(
            DatastoreException.class,
            () ->
                client()
                    .insertOne(
                        HEALTH_EVENTS,
                        HealthEventBuilder.fatal("n1")
                            .metadata("a", "x".repeat(4 * 1024 * 1024))
                            .document()));

    assertThat(failure.kind()).isIn(Kind.SERIALIZATION, Kind.VALIDATION);
    client().ping();
    assertThat(client().count(HEALTH_EVENTS, Filter.ALL)).isZero();
  }

  @Test
  void pipelines_are_worked_out_here() {
    for (String node : List.of("n1", "n2", "n1", "n3", "n1")) {
      create(node, 0, NodeQuarantined.Quarantined);
    }

    assertThat(
            client()
                .aggregate(
                    HEALTH_EVENTS,
                    PipelineBuilder.pipeline()
                        .match(filter().ne(NODE, "n3").build())
                        .group(Map.of("node", NODE), Map.of("reports", Accumulator.count()))
                        .sort(Sort.descending("reports"))
                        .limit(1)
                        .build())
                .toList())
        .containsExactly(Document.builder().put("node", "n1").put("reports", 3).build());
  }

  @Test
  void what_the_api_server_cannot_do_is_refused_by_name() {
    refused(Kind.UNSUPPORTED, () -> client().withTransaction(_ -> true));
    refused(
        Kind.UNSUPPORTED,
        () -> client().insertOne(new Collection("Other"), Document.of("a", Value.of(1))));
    refused(Kind.UNSUPPORTED, () -> store.maintenanceEvents());
  }

  @Test
  void a_cancel_that_was_cut_short_is_finished_by_the_next() {
    Value begun = create("n1", 0, NodeQuarantined.Quarantined);
    Value joined = create("n1", 1, NodeQuarantined.AlreadyQuarantined);
    Value last = create("n1", 2, NodeQuarantined.AlreadyQuarantined);
    // As far as one came that died after its first write: the one that began is the last to go.
    client()
        .updateOne(HEALTH_EVENTS, Filter.byId(joined), update().set(STATUS, "Cancelled").build());

    assertThat(events().cancelSession("n1")).containsExactly(begun, last);

    assertThat(events().byStatus(List.of(NodeQuarantined.Cancelled)).toList()).hasSize(3);
    assertThat(events().cancelSession("n1")).isEmpty();
  }

  @Test
  void of_a_cancel_and_late_statuses_at_once_the_cancel_wins() throws Exception {
    List<Value> ids = new ArrayList<>();
    ids.add(create("n1", 0, NodeQuarantined.Quarantined));
    for (int minute = 1; minute < 10; minute++) {
      ids.add(create("n1", minute, NodeQuarantined.AlreadyQuarantined));
    }
    HealthEventStatus late =
        new HealthEventStatus(
            null,
            new EvictionStatus(OperationStatus.InProgress, ""),
            null,
            null,
            null,
            null,
            null,
            List.of());
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      ids.forEach(id -> running.add(executor.submit(() -> events().updateStatus(id, late))));
      running.add(executor.submit(() -> events().cancelSession("n1")));
      for (Future<?> one : running) {
        one.get();
      }
    }
    ids.forEach(id -> events().updateStatus(id, late));

    assertThat(events().byNode("n1").toList())
        .hasSize(10)
        .allSatisfy(event -> {
          assertThat(event.status().nodeQuarantined()).isEqualTo(NodeQuarantined.Cancelled);
          EvictionStatus eviction = event.status().userPodsEvictionStatus();
          assertThat(eviction == null || eviction.status() == OperationStatus.Cancelled).isTrue();
        });
  }

  @Test
  void conditions_of_others_stay_when_a_status_is_written() {
    Value id = create("n1", 0, NodeQuarantined.Quarantined);
    HealthEvent object = admin.resources(HealthEvent.class).list().getItems().getFirst();
    StatusCondition theirs =
        new StatusCondition("Theirs", ConditionStatus.True, "Reason", "", START, 1L);
    object.setStatus(
        new HealthEventStatus(
            NodeQuarantined.Quarantined, null, null, null, null, null, 1L, List.of(theirs)));
    admin.resource(object).updateStatus();

    events()
        .updateStatus(
            id, new HealthEventStatus(null, null, null, null, true, null, null, List.of()));

    assertThat(
            admin
                .resources(HealthEvent.class)
                .list()
                .getItems()
                .getFirst()
                .getStatus()
                .conditions())
        .containsExactly(theirs);
    assertThat(events().byId(id).orElseThrow().status().faultRemediated()).isTrue();
    assertThat(events().putSpanIds(id, Map.of("a", "b"))).isTrue();
    assertThat(events().shape()).isEqualTo(HealthEventShape.JSON_NAMES);
  }
}
