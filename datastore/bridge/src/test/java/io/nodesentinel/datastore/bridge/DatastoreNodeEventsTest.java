package io.nodesentinel.datastore.bridge;

import static io.nodesentinel.datastore.bridge.Replica.NOW;
import static io.nodesentinel.datastore.bridge.Replica.eventually;
import static io.nodesentinel.datastore.bridge.Replica.said;
import static io.nodesentinel.datastore.testing.HealthEventBuilder.fatal;
import static io.nodesentinel.datastore.testing.HealthEventBuilder.healthy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.crds.EvictionStatus;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.OperationStatus;
import io.nodesentinel.datastore.EventOrder;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoreException;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.change.ChangeStreamWatcher;
import io.nodesentinel.datastore.change.WatchRequest;
import io.nodesentinel.datastore.client.Collection;
import io.nodesentinel.datastore.document.Document;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.error.DatastoreException;
import io.nodesentinel.datastore.event.HealthEventCodec;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.datastore.processing.DeadLetters;
import io.nodesentinel.datastore.processing.StoredDeadLetters;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.UpdateBuilder;
import io.nodesentinel.datastore.spi.DataStore;
import io.nodesentinel.datastore.testing.HealthEventBuilder;
import io.nodesentinel.datastore.testing.MemoryDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatastoreNodeEventsTest {
  private final MemoryDatabase database = new MemoryDatabase();

  /// Another writer, such as a monitor.
  private final DataStore other = database.open();

  private final Replica replica = new Replica(database::open);

  @AfterEach
  void close() {
    database.recover();
    replica.close();
    other.close();
  }

  private static DatastoreException down() {
    return DatastoreException.of(
        DatastoreException.Kind.CONNECTION, "The test cut the connection.");
  }

  private Value report(HealthEventBuilder event, Duration ago) {
    return other.healthEvents().create(event.createdAt(NOW.minus(ago)).build());
  }

  private Value report(HealthEventBuilder event) {
    return report(event, Duration.ofMinutes(1));
  }

  private StoredHealthEvent stored(Value id) {
    return other.healthEvents().byId(id).orElseThrow();
  }

  private static String verdict(StoredEvent event) {
    return EventOrder.evaluated(event).map(c -> c.reason()).orElse("");
  }

  // What is read.

  @Test
  void a_document_that_is_inserted_is_an_event_of_its_node() {
    replica.lead();
    report(fatal("n1").code("79"));

    StoredEvent event = replica.awaitOne("n1");
    assertThat(event.event().errorCode()).containsExactly("79");
    assertThat(event.createdAt()).isEqualTo(NOW.minusSeconds(60));
    assertThat(replica.changed).contains("n1");
  }

  @Test
  void at_the_start_what_nobody_judged_is_asked_for_and_the_rest_of_history_is_not() {
    report(fatal("open"));
    other
        .healthEvents()
        .updateStatus(report(fatal("settled")), Replica.status(null, "NoPolicyMatched"));
    report(fatal("old"), Duration.ofDays(3));

    replica.lead();

    assertThat(replica.events.nodes()).containsExactly("open");
    assertThat(replica.changed).containsOnly("open");
  }

  @Test
  void of_a_node_with_an_open_ledger_everything_since_its_oldest_fault_is_read() {
    Value before = report(fatal("n1"), Duration.ofDays(4));
    Value fault = report(fatal("n1"), Duration.ofDays(3));
    other
        .healthEvents()
        .updateStatus(fault, Replica.status(NodeQuarantined.Quarantined, "Quarantined"));
    Value recovery = report(healthy("n1"), Duration.ofDays(2));
    replica.openSince.put("n1", NOW.minus(Duration.ofDays(3)));

    replica.lead();

    assertThat(replica.names("n1"))
        .containsExactly(DocumentIds.name(fault), DocumentIds.name(recovery))
        .doesNotContain(DocumentIds.name(before));
  }

  @Test
  void with_a_report_that_nobody_judged_comes_what_happened_on_the_node_since() {
    Value fault = report(fatal("n1"), Duration.ofMinutes(30));
    Value recovery = report(healthy("n1"), Duration.ofMinutes(20));
    other.healthEvents().updateStatus(recovery, Replica.status(null, "NoFault"));

    replica.lead();

    assertThat(replica.names("n1"))
        .containsExactly(DocumentIds.name(fault), DocumentIds.name(recovery));
  }

  @Test
  void a_document_that_cannot_be_read_or_names_no_possible_node_is_counted_and_stops_nothing() {
    replica.lead();
    other
        .client()
        .insertOne(
            Collection.HEALTH_EVENTS,
            Document.builder().put("createdAt", Value.of(NOW)).put("healthevent", "odd").build());
    report(fatal("Not A Node!"));
    report(fatal("n1"));

    replica.awaitOne("n1");
    assertThat(replica.events.health().unreadable()).isEqualTo(2);
    DeadLetters letters = new StoredDeadLetters(other.client());
    assertThat(letters.of("nodesentinel-operator", 10))
        .as("set aside, each once, with the reason")
        .hasSize(2)
        .allSatisfy(letter -> {
          assertThat(letter.document()).isNotNull();
          assertThat(letter.error()).isNotBlank();
        });
  }

  @Test
  void what_is_too_long_for_a_ledger_is_cut() {
    replica.lead();
    HealthEventBuilder event = fatal("n1").check("c".repeat(100), "k".repeat(500));
    for (int i = 0; i < 100; i++) {
      event.entity("GPU", "e" + i).code("code" + i);
    }
    report(event);

    StoredEvent read = replica.awaitOne("n1");
    assertThat(read.event().checkName()).hasSize(128);
    assertThat(read.event().componentClass()).hasSize(64);
    assertThat(read.event().entitiesImpacted()).hasSize(64);
    assertThat(read.event().errorCode()).hasSize(8);
  }

  @Test
  void a_creation_time_in_the_future_counts_as_now() {
    report(fatal("n1"), Duration.ofHours(-2));
    replica.lead();
    assertThat(replica.awaitOne("n1").createdAt()).isEqualTo(NOW);
  }

  @Test
  void what_somebody_cancelled_before_it_was_judged_is_no_fact_to_act_on() {
    report(fatal("n1").status(NodeQuarantined.Cancelled));
    report(fatal("n2"));
    replica.lead();
    assertThat(replica.events.nodes()).containsExactly("n2");
  }

  @Test
  void a_deleted_document_is_no_event_any_more() {
    Value id = report(fatal("n1"));
    replica.lead();
    other.client().deleteMany(Collection.HEALTH_EVENTS, Filter.byId(id));
    eventually(() -> assertThat(replica.events.eventsOf("n1")).isEmpty());
  }

  @Test
  void a_policy_that_changed_sees_what_was_settled_within_its_age_in_order() {
    Value fault = report(fatal("n1"), Duration.ofHours(3));
    Value recovery = report(healthy("n1"), Duration.ofHours(2));
    Value old = report(fatal("n2"), Duration.ofHours(30));
    for (Value id : List.of(fault, recovery, old)) {
      other.healthEvents().updateStatus(id, Replica.status(null, "NoPolicyMatched"));
    }
    replica.lead();
    assertThat(replica.events.nodes()).isEmpty();

    replica.events.policiesChanged();

    eventually(() ->
        assertThat(replica.names("n1"))
            .containsExactly(DocumentIds.name(fault), DocumentIds.name(recovery)));
    assertThat(replica.events.eventsOf("n2")).isEmpty();
    eventually(() -> assertThat(replica.reconsidered).hasValue(1));
    assertThat(replica.changed).contains("n1");
  }

  @Test
  void settled_events_leave_the_memory_and_open_ones_stay() {
    try (Replica small = new Replica(database::open, 10)) {
      small.lead();
      Value needed = report(fatal("n1"));
      small.needed.add(DocumentIds.name(needed));
      small.write(small.awaitOne("n1"), NodeQuarantined.Quarantined, "Quarantined");
      for (int i = 0; i < 40; i++) {
        report(fatal("busy"));
      }
      eventually(() -> assertThat(small.events.eventsOf("busy")).hasSize(40));
      small.events.eventsOf("busy").forEach(e -> small.write(e, null, "NoPolicyMatched"));
      report(fatal("n3"));

      eventually(() -> assertThat(small.events.health().events()).isLessThanOrEqualTo(10));
      assertThat(small.names("n1")).containsExactly(DocumentIds.name(needed));
      assertThat(small.names("n3")).hasSize(1);
    }
  }

  // What is written.

  @Test
  void a_status_is_written_beside_the_fields_of_others_and_read_back_as_it_is() {
    Value id = report(fatal("n1"));
    replica.lead();
    StoredEvent event = replica.awaitOne("n1");
    other
        .healthEvents()
        .updateStatus(
            id, new HealthEventStatus(null, null, null, null, true, null, null, List.of()));

    assertThat(replica.write(event, NodeQuarantined.Quarantined, "Quarantined"))
        .isEqualTo(StatusWrite.WRITTEN);

    assertThat(stored(id).status().nodeQuarantined()).isEqualTo(NodeQuarantined.Quarantined);
    assertThat(stored(id).status().faultRemediated()).isTrue();
    assertThat(replica.awaitOne("n1").status())
        .isEqualTo(Replica.status(NodeQuarantined.Quarantined, "Quarantined"));
  }

  @Test
  void
      a_write_on_what_was_read_before_somebody_else_wrote_is_refused_and_what_they_wrote_is_read() {
    Value id = report(fatal("n1"));
    replica.lead();
    StoredEvent event = replica.awaitOne("n1");
    other
        .client()
        .updateOne(
            Collection.HEALTH_EVENTS,
            Filter.byId(id),
            UpdateBuilder.update()
                .set("healtheventstatus.userpodsevictionstatus.status", "InProgress")
                .build());

    assertThat(replica.write(event, NodeQuarantined.Quarantined, "Quarantined"))
        .isEqualTo(StatusWrite.CHANGED);
    StoredEvent again = replica.awaitOne("n1");
    assertThat(again.status().userPodsEvictionStatus())
        .isEqualTo(new EvictionStatus(OperationStatus.InProgress, ""));
    assertThat(replica.write(again, NodeQuarantined.Quarantined, "Quarantined"))
        .isEqualTo(StatusWrite.WRITTEN);
  }

  @Test
  void there_is_nothing_to_write_to_a_document_that_is_gone() {
    Value id = report(fatal("n1"));
    replica.lead();
    StoredEvent event = replica.awaitOne("n1");
    other.client().deleteMany(Collection.HEALTH_EVENTS, Filter.byId(id));
    assertThat(replica.write(event, null, "NoFault")).isEqualTo(StatusWrite.GONE);
  }

  @Test
  void a_cancel_takes_what_others_reported_in_the_session_with_it_and_is_one_transaction() {
    Value first = report(fatal("n1"), Duration.ofMinutes(3));
    replica.lead();
    StoredEvent event = replica.awaitOne("n1");
    replica.write(event, NodeQuarantined.Quarantined, "Quarantined");
    // A monitor of the Go system, whose events are told by others.
    Value theirs =
        report(
            fatal("n1").code("1").status(NodeQuarantined.AlreadyQuarantined),
            Duration.ofMinutes(2));
    Value before =
        report(
            fatal("n1").code("2").status(NodeQuarantined.AlreadyQuarantined),
            Duration.ofMinutes(5));
    Value elsewhere = report(fatal("n2").status(NodeQuarantined.Quarantined));

    assertThat(
            replica.events.writeStatuses(
                List.of(
                    new StatusChange(
                        replica.events.eventsOf("n1").stream()
                            .filter(e -> e.ref().id().equals(event.ref().id()))
                            .findAny()
                            .orElseThrow()
                            .ref(),
                        Replica.status(NodeQuarantined.Cancelled, "Cancelled")))))
        .containsExactly(StatusWrite.WRITTEN);

    assertThat(stored(first).status().nodeQuarantined()).isEqualTo(NodeQuarantined.Cancelled);
    assertThat(stored(theirs).status().nodeQuarantined()).isEqualTo(NodeQuarantined.Cancelled);
    assertThat(stored(before).status().nodeQuarantined())
        .isEqualTo(NodeQuarantined.AlreadyQuarantined);
    assertThat(stored(elsewhere).status().nodeQuarantined()).isEqualTo(NodeQuarantined.Quarantined);
  }

  @Test
  void a_cancel_takes_a_session_with_it_that_others_began_but_not_a_later_one_of_ours() {
    Value ours = report(fatal("n1"), Duration.ofMinutes(3));
    Value theirs =
        report(fatal("n1").code("1").status(NodeQuarantined.Quarantined), Duration.ofMinutes(2));
    replica.lead();
    eventually(() -> assertThat(replica.events.eventsOf("n1")).hasSize(2));
    StoredEvent event = replica.events.eventsOf("n1").getFirst();
    replica.write(event, NodeQuarantined.Quarantined, "Quarantined");
    replica.write(replica.events.eventsOf("n1").getFirst(), NodeQuarantined.Cancelled, "Cancelled");
    assertThat(stored(ours).status().nodeQuarantined()).isEqualTo(NodeQuarantined.Cancelled);
    assertThat(stored(theirs).status().nodeQuarantined()).isEqualTo(NodeQuarantined.Cancelled);

    // What is owed to an earlier session is paid when the next one has begun.
    Value earlier = report(fatal("n2"), Duration.ofMinutes(3));
    Value later = report(fatal("n2").code("1"), Duration.ofMinutes(2));
    eventually(() -> assertThat(replica.events.eventsOf("n2")).hasSize(2));
    for (StoredEvent each : replica.events.eventsOf("n2")) {
      replica.write(each, NodeQuarantined.Quarantined, "Quarantined");
    }
    replica.write(replica.events.eventsOf("n2").getFirst(), NodeQuarantined.Cancelled, "Cancelled");
    assertThat(stored(earlier).status().nodeQuarantined()).isEqualTo(NodeQuarantined.Cancelled);
    assertThat(stored(later).status().nodeQuarantined()).isEqualTo(NodeQuarantined.Quarantined);
  }

  @Test
  void a_cancel_goes_before_what_somebody_wrote_meanwhile_and_a_late_status_does_not_undo_it() {
    Value id = report(fatal("n1"));
    replica.lead();
    replica.write(replica.awaitOne("n1"), NodeQuarantined.Quarantined, "Quarantined");
    StoredEvent event = replica.awaitOne("n1");
    other
        .client()
        .updateOne(
            Collection.HEALTH_EVENTS,
            Filter.byId(id),
            UpdateBuilder.update()
                .set("healtheventstatus.userpodsevictionstatus.status", "InProgress")
                .build());

    assertThat(
            replica.events.writeStatus(
                event.ref(), Replica.status(NodeQuarantined.Cancelled, "Cancelled")))
        .isIn(StatusWrite.WRITTEN, StatusWrite.CHANGED);
    eventually(() -> {
      replica.write(replica.awaitOne("n1"), NodeQuarantined.Cancelled, "Cancelled");
      assertThat(stored(id).status().nodeQuarantined()).isEqualTo(NodeQuarantined.Cancelled);
    });
    assertThat(stored(id).status().userPodsEvictionStatus())
        .extracting(e -> e == null ? null : e.status())
        .isEqualTo(OperationStatus.Cancelled);

    // The one that was under way when the session was cancelled.
    assertThat(
            replica.events.writeStatus(
                event.ref(), Replica.status(NodeQuarantined.AlreadyQuarantined, "Quarantined")))
        .isEqualTo(StatusWrite.CHANGED);
    assertThat(stored(id).status().nodeQuarantined()).isEqualTo(NodeQuarantined.Cancelled);
  }

  @Test
  void the_drain_of_a_session_that_others_cancelled_is_not_told_and_not_asked_for_again() {
    Value id = report(fatal("n1"));
    replica.lead();
    replica.write(replica.awaitOne("n1"), NodeQuarantined.Quarantined, "Quarantined");
    other.healthEvents().cancelSession("n1");
    eventually(() ->
        assertThat(replica.awaitOne("n1").status().nodeQuarantined())
            .isEqualTo(NodeQuarantined.Cancelled));
    StoredEvent event = replica.awaitOne("n1");
    HealthEventStatus drained =
        new HealthEventStatus(
            event.status().nodeQuarantined(),
            new EvictionStatus(OperationStatus.Succeeded, ""),
            null,
            NOW,
            null,
            null,
            1L,
            event.status().conditions());

    assertThat(replica.events.writeStatus(event.ref(), drained)).isEqualTo(StatusWrite.WRITTEN);

    assertThat(replica.awaitOne("n1").status()).isEqualTo(drained);
    assertThat(stored(id).status().nodeQuarantined()).isEqualTo(NodeQuarantined.Cancelled);
    assertThat(stored(id).status().drainFinishTimestamp()).isNull();
  }

  // What goes wrong.

  @Test
  void while_the_store_is_away_what_is_known_stays_and_is_not_complete() {
    report(fatal("n1"));
    replica.lead();
    StoredEvent event = replica.awaitOne("n1");
    assertThat(replica.events.isComplete("n1")).isTrue();
    assertThat(replica.events.isComplete("no-events")).isTrue();

    database.failWith(down());
    replica.awaitUnknown();

    assertThat(replica.events.eventsOf("n1")).containsExactly(event);
    assertThat(replica.events.isComplete("n1")).isFalse();
    assertThat(replica.events.isComplete("no-events")).isFalse();
    assertThat(replica.events.health().detail())
        .startsWith("Unknown since")
        .contains("The test cut the connection.");
    assertThatThrownBy(() -> replica.write(event, null, "NoFault"))
        .isInstanceOf(StoreException.class)
        .matches(failure -> ((StoreException) failure).isRetryable());
  }

  @Test
  void after_an_outage_what_was_missed_is_taken_in_and_those_who_waited_are_told() {
    Value known = report(fatal("n1"));
    replica.lead();
    replica.write(replica.awaitOne("n1"), NodeQuarantined.Quarantined, "Quarantined");
    int told = replica.readable.get();

    database.failWith(down());
    replica.awaitUnknown();
    database.recover();
    Value missed = report(healthy("n1"), Duration.ZERO);
    replica.awaitKnown();

    eventually(() ->
        assertThat(replica.names("n1"))
            .containsExactly(DocumentIds.name(known), DocumentIds.name(missed)));
    assertThat(replica.readable.get()).isGreaterThan(told);
    assertThat(verdict(replica.events.eventsOf("n1").getFirst())).isEqualTo("Quarantined");
  }

  @Test
  void a_store_that_is_away_at_the_start_is_opened_when_it_comes() {
    report(fatal("n1"));
    AtomicInteger tries = new AtomicInteger();
    try (Replica early =
        new Replica(() -> {
          if (tries.incrementAndGet() < 4) {
            throw down();
          }
          return database.open();
        })) {
      early.events.begin();
      assertThat(early.events.isComplete("n1")).isFalse();
      early.awaitKnown();
      early.awaitOne("n1");
    }
  }

  @Test
  void after_a_gap_in_the_changes_what_is_open_is_asked_for_again() {
    replica.lead();
    database.keepChanges(0);
    report(fatal("n1"));
    report(fatal("n2"));
    eventually(() -> {
      assertThat(replica.events.nodes()).contains("n1", "n2");
      assertThat(replica.events.health().gaps()).isPositive();
    });
  }

  @Test
  void a_server_that_was_restored_from_a_backup_is_told_what_it_forgot_and_nothing_is_replayed() {
    Value fault = report(fatal("n1"), Duration.ofMinutes(3));
    replica.lead();
    replica.write(replica.awaitOne("n1"), NodeQuarantined.Quarantined, "Quarantined");
    Value recovery = report(healthy("n1"), Duration.ofMinutes(1));
    eventually(() -> assertThat(replica.events.eventsOf("n1")).hasSize(2));
    replica.write(
        replica.events.eventsOf("n1").getLast(), NodeQuarantined.UnQuarantined, "Released");

    // The backup is from before the first verdict; what came after it is lost.
    database.keepChanges(0);
    other
        .client()
        .updateOne(
            Collection.HEALTH_EVENTS,
            Filter.byId(fault),
            UpdateBuilder.update()
                .unset("healtheventstatus.evaluated")
                .set("healtheventstatus.nodequarantined", Value.nothing())
                .build());
    other.client().deleteMany(Collection.HEALTH_EVENTS, Filter.byId(recovery));

    eventually(() ->
        assertThat(said(stored(fault).status()))
            .isEqualTo(said(Replica.status(NodeQuarantined.Quarantined, "Quarantined"))));
    replica.awaitKnown();
    assertThat(replica.events.eventsOf("n1"))
        .extracting(DatastoreNodeEventsTest::verdict)
        .containsExactly("Quarantined", "Released");
    StoredEvent lost = replica.events.eventsOf("n1").getLast();
    assertThat(replica.write(lost, NodeQuarantined.UnQuarantined, "Released"))
        .isEqualTo(StatusWrite.GONE);
  }

  @Test
  void a_successor_does_not_see_what_was_settled_again() {
    Value id = report(fatal("n1"));
    replica.lead();
    replica.write(replica.awaitOne("n1"), null, "NoPolicyMatched");
    replica.close();

    try (Replica next = new Replica(database::open)) {
      next.lead();
      assertThat(next.events.nodes()).isEmpty();
      report(healthy("n1"), Duration.ZERO);
      next.awaitOne("n1");
      assertThat(next.names("n1")).doesNotContain(DocumentIds.name(id));
    }
  }

  @Test
  void the_handled_position_moves_for_those_who_watch_it() {
    replica.lead();
    report(fatal("n1"));
    replica.awaitOne("n1");
    DataStore watcher = database.open();
    ChangeStreamWatcher stream =
        watcher.watch(WatchRequest.of(Following.CLIENT, Collection.HEALTH_EVENTS));
    eventually(() -> assertThat(stream.backlog()).isZero());
    watcher.close();
  }

  @Test
  void keys_of_either_spelling_are_read() {
    replica.lead();
    other
        .client()
        .insertOne(
            Collection.HEALTH_EVENTS,
            HealthEventCodec.write(
                fatal("n3").createdAt(NOW.minusSeconds(30)).build(), HealthEventShape.JSON_NAMES));
    replica.awaitOne("n3");
  }
}
