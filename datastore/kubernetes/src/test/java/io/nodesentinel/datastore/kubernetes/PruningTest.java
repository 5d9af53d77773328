package io.nodesentinel.datastore.kubernetes;

import static io.nodesentinel.datastore.kubernetes.Events.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.datastore.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PruningTest {
  private static final Pruning.Bounds TWO = new Pruning.Bounds(Duration.ofHours(24), 2);
  private static final Pruning.Bounds A_DAY = new Pruning.Bounds(Duration.ofHours(24), 1000);

  private static StoredEvent event(String id, int second, boolean healthy, String verdict) {
    return Events.stored(
        id, second, T0.plusSeconds(second), Events.spec("n", healthy, null), verdict);
  }

  private static List<String> plan(
      List<StoredEvent> events, Pruning.Bounds bounds, Set<String> needed, Duration later) {
    return Pruning.plan(events, bounds, e -> needed.contains(e.ref().id()), T0.plus(later)).stream()
        .map(e -> e.ref().id())
        .toList();
  }

  @Test
  void nothing_goes_while_there_is_room_and_time() {
    List<StoredEvent> events = List.of(event("a", 1, false, "Quarantined"));
    assertThat(plan(events, TWO, Set.of(), Duration.ofHours(1))).isEmpty();
  }

  @Test
  void what_the_ledger_has_not_absorbed_never_goes() {
    List<StoredEvent> events =
        List.of(event("a", 1, false, ""), event("b", 2, false, ""), event("c", 3, false, ""));
    assertThat(plan(events, TWO, Set.of(), Duration.ofDays(9))).isEmpty();
  }

  @Test
  void repeats_and_stored_only_events_go_first() {
    StoredEvent storeOnly =
        Events.stored(
            "stored",
            4,
            T0.plusSeconds(4),
            Events.spec("n", false, null, ProcessingStrategy.STORE_ONLY),
            "StoreOnly");
    List<StoredEvent> events =
        List.of(
            event("fault", 1, false, "Quarantined"),
            event("healthy", 2, true, "Released"),
            event("repeat", 3, false, "Repeated"),
            storeOnly);
    assertThat(plan(events, TWO, Set.of(), Duration.ofHours(1)))
        .containsExactly("repeat", "stored");
  }

  @Test
  void a_fault_goes_before_the_event_that_closed_it() {
    List<StoredEvent> events =
        List.of(
            event("healthy", 2, true, "Released"),
            event("fault", 1, false, "Quarantined"),
            event("next", 3, false, "NoPolicyMatched"));
    assertThat(plan(events, TWO, Set.of(), Duration.ofHours(1))).containsExactly("fault");
  }

  @Test
  void the_event_that_closed_a_fault_stays_as_long_as_an_older_report_must_stay() {
    List<StoredEvent> events =
        List.of(event("fault", 1, false, ""), event("healthy", 2, true, "NoFault"));
    assertThat(plan(events, A_DAY, Set.of(), Duration.ofDays(9))).isEmpty();
  }

  @Test
  void the_report_that_an_open_fault_stands_on_stays() {
    List<StoredEvent> events =
        List.of(
            event("fault", 1, false, "Quarantined"),
            event("b", 2, false, "NoPolicyMatched"),
            event("c", 3, false, "NoPolicyMatched"));
    assertThat(plan(events, TWO, Set.of("fault"), Duration.ofDays(9))).containsExactly("b", "c");
  }

  @Test
  void what_is_older_than_the_retention_goes() {
    List<StoredEvent> events =
        List.of(
            event("old", 1, false, "Quarantined"),
            event("young", (int) Duration.ofHours(20).toSeconds(), false, "Quarantined"));
    assertThat(plan(events, A_DAY, Set.of(), Duration.ofHours(25))).containsExactly("old");
  }
}
