package io.nodesentinel.datastore.kubernetes.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.EvictionStatus;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.OperationStatus;
import io.nodesentinel.datastore.document.Value;
import io.nodesentinel.datastore.event.StoredHealthEvent;
import io.nodesentinel.datastore.kubernetes.Events;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which events make up the open session of a node.
class SessionEventsTest {

  private static StoredHealthEvent event(
      String id, int second, @Nullable NodeQuarantined status, @Nullable OperationStatus drain) {
    return new StoredHealthEvent(
        Optional.of(Value.of(id)),
        Instant.ofEpochSecond(second),
        Events.spec("n", false, null),
        new HealthEventStatus(
            status,
            drain == null ? null : new EvictionStatus(drain, "why"),
            null,
            null,
            null,
            null,
            null,
            List.of()),
        Map.of(),
        List.of());
  }

  private static StoredHealthEvent event(String id, int second, @Nullable NodeQuarantined status) {
    return event(id, second, status, null);
  }

  @Test
  void it_reaches_from_the_newest_beginning_on() {
    StoredHealthEvent begun = event("c", 3, NodeQuarantined.Quarantined);
    StoredHealthEvent sameTime = event("b", 3, NodeQuarantined.AlreadyQuarantined);
    StoredHealthEvent later = event("d", 4, NodeQuarantined.AlreadyQuarantined);

    Optional<SessionEvents> session =
        SessionEvents.of(
            List.of(
                later,
                event("a", 1, NodeQuarantined.Quarantined),
                event("e", 5, null),
                event("f", 6, NodeQuarantined.Cancelled),
                begun,
                sameTime));

    assertThat(session).contains(new SessionEvents(begun, List.of(sameTime, later)));
  }

  @Test
  void there_is_none_where_the_newest_end_comes_after_the_newest_beginning() {
    assertThat(
            SessionEvents.of(
                List.of(
                    event("a", 1, NodeQuarantined.Quarantined),
                    event("b", 2, NodeQuarantined.UnQuarantined),
                    event("c", 3, NodeQuarantined.AlreadyQuarantined))))
        .isEmpty();
    assertThat(SessionEvents.of(List.of(event("a", 1, null)))).isEmpty();
    assertThat(SessionEvents.of(List.of())).isEmpty();
  }

  @Test
  void of_two_at_the_same_time_the_greater_id_is_the_newer() {
    assertThat(
            SessionEvents.of(
                List.of(
                    event("b", 1, NodeQuarantined.UnQuarantined),
                    event("a", 1, NodeQuarantined.Quarantined))))
        .isEmpty();
  }

  @Test
  void one_drained_event_is_enough() {
    StoredHealthEvent begun = event("a", 1, NodeQuarantined.Quarantined);

    assertThat(
            new SessionEvents(
                    begun,
                    List.of(
                        event(
                            "b",
                            2,
                            NodeQuarantined.AlreadyQuarantined,
                            OperationStatus.AlreadyDrained)))
                .isDrained())
        .isTrue();
    assertThat(
            new SessionEvents(
                    begun,
                    List.of(
                        event("b", 2, NodeQuarantined.AlreadyQuarantined, OperationStatus.Failed)))
                .isDrained())
        .isFalse();
  }

  @Test
  void a_drain_in_progress_is_cancelled_and_a_finished_one_stays() {
    assertThat(
            SessionEvents.cancelled(
                    event("a", 1, NodeQuarantined.Quarantined, OperationStatus.InProgress).status())
                .userPodsEvictionStatus())
        .isEqualTo(new EvictionStatus(OperationStatus.Cancelled, "why"));
    assertThat(
            SessionEvents.cancelled(
                    event("a", 1, NodeQuarantined.Quarantined, OperationStatus.Succeeded).status())
                .userPodsEvictionStatus())
        .isEqualTo(new EvictionStatus(OperationStatus.Succeeded, "why"));
  }
}
