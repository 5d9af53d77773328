package io.nodesentinel.datastore.tck;

import static io.nodesentinel.datastore.event.MaintenanceStatus.CANCELLED;
import static io.nodesentinel.datastore.event.MaintenanceStatus.DETECTED;
import static io.nodesentinel.datastore.event.MaintenanceStatus.MAINTENANCE_COMPLETE;
import static io.nodesentinel.datastore.event.MaintenanceStatus.MAINTENANCE_ONGOING;
import static io.nodesentinel.datastore.event.MaintenanceStatus.QUARANTINE_TRIGGERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.datastore.client.Cursor;
import io.nodesentinel.datastore.event.MaintenanceEvent;
import io.nodesentinel.datastore.event.MaintenanceEventStore;
import io.nodesentinel.datastore.event.MaintenanceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Maintenance events.
public abstract class MaintenanceStoreContract extends Contract {
  private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

  private MaintenanceEventStore events() {
    return store().maintenanceEvents();
  }

  /// Times are minutes from now; null where there is none.
  private static MaintenanceEvent event(
      String id,
      MaintenanceStatus status,
      @Nullable Integer start,
      @Nullable Integer end,
      @Nullable Integer ended) {
    return new MaintenanceEvent(
        id,
        "gcp",
        "cluster-a",
        "n1",
        "gce_instance",
        "1234",
        "SCHEDULED",
        status,
        "PENDING",
        at(start),
        at(end),
        null,
        at(ended),
        NOW,
        NOW,
        "RESTART_VM",
        Map.of("k", "v"));
  }

  private static @Nullable Instant at(@Nullable Integer minutes) {
    return minutes == null ? null : NOW.plusSeconds(60L * minutes);
  }

  private static List<String> ids(Cursor<MaintenanceEvent> events) {
    return events.toList().stream().map(MaintenanceEvent::eventId).toList();
  }

  @Test
  void an_event_is_stored_once_and_replaced_by_its_next_version() {
    MaintenanceEvent first = event("m-1", DETECTED, 10, 20, null);
    MaintenanceEvent second = event("m-1", MAINTENANCE_COMPLETE, 10, null, 15);

    assertThat(events().upsert(first)).isTrue();
    assertThat(events().byEventId("m-1")).contains(first);
    assertThat(events().upsert(first)).isFalse();
    assertThat(events().upsert(second)).isTrue();
    assertThat(events().byEventId("m-1")).contains(second);
    assertThat(events().byEventId("m-2")).isEmpty();
  }

  @Test
  void an_event_is_stored_once_also_when_many_store_it_at_once() throws Exception {
    MaintenanceEvent event = event("m-1", DETECTED, 10, 20, null);

    TransactionContract.inParallel(() -> events().upsert(event));

    assertThat(ids(events().byCspStatuses("gcp", List.of("PENDING")))).containsExactly("m-1");
  }

  @Test
  void quarantine_is_triggered_shortly_before_the_start_and_also_when_it_was_missed() {
    events().upsert(event("1-soon", DETECTED, 10, 60, null));
    events().upsert(event("2-later", DETECTED, 31, 60, null));
    events().upsert(event("3-begun", DETECTED, -5, 60, null));
    events().upsert(event("4-open-ended", DETECTED, -5, null, null));
    events().upsert(event("5-over", DETECTED, -20, -10, null));
    events().upsert(event("6-done", QUARANTINE_TRIGGERED, 10, 60, null));
    events().upsert(event("7-unscheduled", DETECTED, null, null, null));

    assertThat(ids(events().toTriggerQuarantine(NOW, Duration.ofMinutes(30))))
        .containsExactly("1-soon", "3-begun", "4-open-ended");
  }

  @Test
  void healthy_is_triggered_some_time_after_the_end() {
    events().upsert(event("1-just", MAINTENANCE_COMPLETE, -60, null, -5));
    events().upsert(event("2-long-ago", MAINTENANCE_COMPLETE, -60, null, -10));
    events().upsert(event("3-ongoing", MAINTENANCE_ONGOING, -60, null, null));

    assertThat(ids(events().toTriggerHealthy(NOW, Duration.ofMinutes(10))))
        .containsExactly("2-long-ago");
  }

  @Test
  void the_latest_is_the_one_updated_last() {
    events().upsert(event("1", DETECTED, 10, 20, null));
    events().upsert(event("2", DETECTED, 10, 20, null));
    assertThat(events().updateStatus("1", MAINTENANCE_ONGOING, NOW.plusSeconds(1))).isTrue();

    assertThat(events().ongoing("n1")).map(MaintenanceEvent::eventId).contains("1");
    assertThat(events().latestActive("n1", "SCHEDULED", List.of(DETECTED)))
        .map(MaintenanceEvent::eventId)
        .contains("2");
    assertThat(events().latestActive("n1", "UNSCHEDULED", List.of(DETECTED))).isEmpty();

    events().updateStatus("1", CANCELLED, NOW.plusSeconds(2));
    events().updateStatus("2", MAINTENANCE_COMPLETE, NOW.plusSeconds(2));
    assertThat(events().ongoing("n1")).isEmpty();
    assertThat(events().updateStatus("3", CANCELLED, NOW)).isFalse();
  }

  @Test
  void the_last_processed_is_known_for_each_cloud_and_cluster() {
    events().upsert(event("1", DETECTED, 10, 20, null));

    assertThat(events().lastProcessed("gcp", "")).contains(NOW);
    assertThat(events().lastProcessed("gcp", "cluster-a")).contains(NOW);
    assertThat(events().lastProcessed("gcp", "cluster-b")).isEmpty();
    assertThat(events().lastProcessed("aws", "")).isEmpty();
  }
}
