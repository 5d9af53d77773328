package io.nodesentinel.datastore.tck;

import static io.nodesentinel.datastore.query.FilterBuilder.filter;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.EvictionStatus;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.OperationStatus;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.HealthEventShape;
import io.nodesentinel.datastore.event.HealthEventStore;
import io.nodesentinel.datastore.event.StatusOutcome;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.datastore.query.Filter;
import io.nodesentinel.datastore.query.FindOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Health events: creating, finding, statuses, and the cancel of a session.
public abstract class EventStoreContract extends Contract {
  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

  private HealthEventStore events() {
    return store().healthEvents();
  }

  /// An event of a node that came so many minutes after the start.
  private static StoredHealthEvent event(
      String node, int minute, @Nullable NodeQuarantined status, Map<String, String> metadata) {
    HealthEventSpec spec =
        new HealthEventSpec(
            node,
            "contract",
            "GPU",
            "GpuXidError",
            1,
            status == NodeQuarantined.UnQuarantined,
            true,
            "XID 79",
            RecommendedAction.RESTART_VM,
            "",
            List.of("79"),
            List.of(new Entity("GPU", "0")),
            metadata,
            START,
            null,
            null,
            ProcessingStrategy.EXECUTE_REMEDIATION);
    return new StoredHealthEvent(
        Optional.empty(),
        START.plusSeconds(60L * minute),
        spec,
        status(status),
        Map.of(),
        List.of());
  }

  private static HealthEventStatus status(@Nullable NodeQuarantined status) {
    return new HealthEventStatus(status, null, null, null, null, null, null, List.of());
  }

  private static HealthEventStatus eviction(OperationStatus operation) {
    return new HealthEventStatus(
        null, new EvictionStatus(operation, ""), null, null, null, null, null, List.of());
  }

  private Value create(String node, int minute, @Nullable NodeQuarantined status) {
    return events().create(event(node, minute, status, Map.of()));
  }

  private @Nullable NodeQuarantined statusOf(Value id) {
    return events().byId(id).orElseThrow().status().nodeQuarantined();
  }

  @Test
  void an_event_comes_back_with_all_that_it_says() {
    StoredHealthEvent event = event("n1", 0, null, Map.of("trace_id", "0"));

    Value id = events().create(event);

    StoredHealthEvent stored = events().byId(id).orElseThrow();
    assertThat(stored.id()).contains(id);
    assertThat(stored.event()).isEqualTo(event.event());
    assertThat(stored.createdAt()).isEqualTo(event.createdAt());
    assertThat(stored.status().nodeQuarantined()).isNull();
    assertThat(stored.remarks()).isEmpty();
  }

  @Test
  void the_same_report_sent_twice_is_stored_once() {
    StoredHealthEvent keyed = event("n1", 0, null, Map.of("idempotencyKey", "k-1"));
    StoredHealthEvent other = event("n1", 0, null, Map.of("idempotencyKey", "k-2"));

    Value first = events().create(keyed);

    assertThat(events().create(keyed)).isEqualTo(first);
    assertThat(events().createAll(List.of(keyed, other, other)).duplicates()).isEqualTo(2);
    assertThat(events().byNode("n1").toList()).hasSize(2);
  }

  @Test
  void one_key_is_stored_once_also_when_many_send_it_at_once() throws Exception {
    StoredHealthEvent keyed = event("n1", 0, null, Map.of("idempotencyKey", "k-1"));

    TransactionContract.inParallel(() -> events().create(keyed));

    assertThat(events().byNode("n1").toList()).hasSize(1);
  }

  @Test
  void events_are_found_by_node_oldest_first_by_status_and_by_query() {
    Value late = create("n1", 2, NodeQuarantined.AlreadyQuarantined);
    Value early = create("n1", 1, NodeQuarantined.Quarantined);
    Value other = create("n2", 3, null);

    assertThat(events().byNode("n1").toList())
        .extracting(event -> event.id().orElseThrow())
        .containsExactly(early, late);
    assertThat(events().latestForNode("n1").flatMap(StoredHealthEvent::id)).contains(late);
    assertThat(events().latestForNode("n3")).isEmpty();
    assertThat(events().byStatus(Set.of(NodeQuarantined.Quarantined)).toList())
        .extracting(event -> event.id().orElseThrow())
        .containsExactly(early);
    assertThat(events().latest(filter().gte("createdAt", START.plusSeconds(150)).build()))
        .hasValueSatisfying(event -> assertThat(event.id()).contains(other));
    assertThat(
            events()
                .latest(filter().eq(events().shape().event("checkName").toString(), "No").build()))
        .isEmpty();
  }

  @Test
  void batches_hand_over_each_event_once() {
    for (int minute = 0; minute < 25; minute++) {
      create("n" + minute % 3, minute, null);
    }
    List<Integer> sizes = new ArrayList<>();
    Set<Value> seen = new HashSet<>();

    events()
        .inBatches(
            Filter.ALL,
            10,
            batch -> {
              sizes.add(batch.size());
              batch.forEach(event -> assertThat(seen.add(event.id().orElseThrow())).isTrue());
            });

    assertThat(sizes).containsExactly(10, 10, 5);
  }

  @Test
  void a_status_is_written_in_parts_and_the_rest_stays() {
    Value id = create("n1", 0, null);

    assertThat(events().updateStatus(id, status(NodeQuarantined.Quarantined)))
        .isEqualTo(StatusOutcome.WRITTEN);
    assertThat(events().updateStatus(id, eviction(OperationStatus.InProgress)))
        .isEqualTo(StatusOutcome.WRITTEN);
    assertThat(
            events()
                .updateStatus(
                    id,
                    new HealthEventStatus(null, null, START, null, false, START, null, List.of())))
        .isEqualTo(StatusOutcome.WRITTEN);

    assertThat(events().byId(id).orElseThrow().status())
        .isEqualTo(
            new HealthEventStatus(
                NodeQuarantined.Quarantined,
                new EvictionStatus(OperationStatus.InProgress, ""),
                START,
                null,
                false,
                START,
                null,
                List.of()));
    assertThat(events().updateStatus(Value.of(new UUID(7, 7)), status(NodeQuarantined.Quarantined)))
        .isEqualTo(StatusOutcome.GONE);
  }

  @Test
  void what_came_of_an_event_is_kept_beside_the_fields_of_others() {
    Value id = create("n1", 0, null);
    assertThat(events().updateStatus(id, status(NodeQuarantined.Quarantined)))
        .isEqualTo(StatusOutcome.WRITTEN);
    StatusCondition evaluated =
        new StatusCondition(
            "Evaluated", ConditionStatus.True, "Quarantined", "For it.", START.plusMillis(7), 1L);

    assertThat(
            events()
                .updateStatus(
                    id,
                    new HealthEventStatus(
                        null, null, null, null, null, null, 1L, List.of(evaluated))))
        .isEqualTo(StatusOutcome.WRITTEN);

    HealthEventStatus read = events().byId(id).orElseThrow().status();
    assertThat(read.conditions()).containsExactly(evaluated);
    assertThat(read.observedGeneration()).isEqualTo(1);
    assertThat(read.nodeQuarantined()).isEqualTo(NodeQuarantined.Quarantined);
    assertThat(
            events()
                .byQuery(
                    new Filter.Not(new Filter.Exists(HealthEventShape.evaluated())),
                    FindOptions.DEFAULT)
                .toList())
        .isEmpty();
  }

  @Test
  void spans_are_noted_beside_each_other() {
    Value id = create("n1", 0, null);

    assertThat(events().putSpanIds(id, Map.of("fault-quarantine", "01"))).isTrue();
    assertThat(events().putSpanIds(id, Map.of("node-drainer", "02"))).isTrue();

    assertThat(events().byId(id).orElseThrow().spanIds())
        .isEqualTo(Map.of("fault-quarantine", "01", "node-drainer", "02"));
    assertThat(events().putSpanIds(Value.of(new UUID(7, 7)), Map.of("a", "b"))).isFalse();
  }

  @Test
  void cancel_reaches_back_to_the_start_of_the_session_and_no_further() {
    Value old = create("n1", 0, NodeQuarantined.Quarantined);
    Value released = create("n1", 1, NodeQuarantined.UnQuarantined);
    Value begun = create("n1", 2, NodeQuarantined.Quarantined);
    Value joined = create("n1", 3, NodeQuarantined.AlreadyQuarantined);
    Value untouched = create("n1", 4, null);
    Value elsewhere = create("n2", 5, NodeQuarantined.Quarantined);
    events().updateStatus(begun, eviction(OperationStatus.InProgress));
    events().updateStatus(joined, eviction(OperationStatus.Succeeded));

    assertThat(events().cancelSession("n1")).containsExactly(begun, joined);

    assertThat(statusOf(begun)).isEqualTo(NodeQuarantined.Cancelled);
    assertThat(statusOf(joined)).isEqualTo(NodeQuarantined.Cancelled);
    assertThat(statusOf(old)).isEqualTo(NodeQuarantined.Quarantined);
    assertThat(statusOf(released)).isEqualTo(NodeQuarantined.UnQuarantined);
    assertThat(statusOf(untouched)).isNull();
    assertThat(statusOf(elsewhere)).isEqualTo(NodeQuarantined.Quarantined);
    assertThat(events().byId(begun).orElseThrow().status().userPodsEvictionStatus())
        .isEqualTo(new EvictionStatus(OperationStatus.Cancelled, ""));
    assertThat(events().byId(joined).orElseThrow().status().userPodsEvictionStatus())
        .isEqualTo(new EvictionStatus(OperationStatus.Succeeded, ""));
  }

  @Test
  void cancel_does_nothing_where_the_session_has_ended_or_never_was() {
    create("n1", 0, NodeQuarantined.Quarantined);
    create("n1", 1, NodeQuarantined.UnQuarantined);
    create("n2", 0, null);

    assertThat(events().cancelSession("n1")).isEmpty();
    assertThat(events().cancelSession("n2")).isEmpty();
    assertThat(events().cancelSession("n3")).isEmpty();
  }

  @Test
  void a_late_status_does_not_overwrite_a_cancel_but_a_repair_may_be_noted() {
    Value id = create("n1", 0, NodeQuarantined.Quarantined);
    events().cancelSession("n1");

    assertThat(events().updateStatus(id, status(NodeQuarantined.Quarantined)))
        .isEqualTo(StatusOutcome.CANCELLED);
    assertThat(events().updateStatus(id, eviction(OperationStatus.Succeeded)))
        .isEqualTo(StatusOutcome.CANCELLED);
    assertThat(events().updateStatuses(Filter.ALL, status(NodeQuarantined.UnQuarantined))).isZero();
    assertThat(
            events()
                .updateStatus(
                    id, new HealthEventStatus(null, null, null, null, true, null, null, List.of())))
        .isEqualTo(StatusOutcome.WRITTEN);
    assertThat(statusOf(id)).isEqualTo(NodeQuarantined.Cancelled);
    assertThat(events().byId(id).orElseThrow().status().faultRemediated()).isTrue();
  }

  @Test
  void many_sessions_are_cancelled_together() {
    Value first = create("n1", 0, NodeQuarantined.Quarantined);
    Value second = create("n2", 0, NodeQuarantined.Quarantined);
    create("n3", 0, null);

    assertThat(events().cancelSessions(List.of("n1", "n2", "n3", "n4")))
        .isEqualTo(Map.of("n1", List.of(first), "n2", List.of(second)));
    assertThat(events().cancelSessions(List.of("n1", "n2"))).isEmpty();
  }

  @Test
  void a_node_is_drained_if_its_current_session_is() {
    Value old = create("n1", 0, NodeQuarantined.Quarantined);
    events().updateStatus(old, eviction(OperationStatus.Succeeded));
    assertThat(events().isDrained("n1")).isTrue();

    create("n1", 1, NodeQuarantined.UnQuarantined);
    assertThat(events().isDrained("n1")).isFalse();

    Value begun = create("n1", 2, NodeQuarantined.Quarantined);
    assertThat(events().isDrained("n1")).isFalse();

    events().updateStatus(begun, eviction(OperationStatus.AlreadyDrained));
    assertThat(events().isDrained("n1")).isTrue();
    assertThat(events().isDrained("n2")).isFalse();
  }
}
