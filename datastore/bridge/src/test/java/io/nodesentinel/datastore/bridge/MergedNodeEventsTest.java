package io.nodesentinel.datastore.bridge;

import static io.nodesentinel.datastore.bridge.Replica.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusChange;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoreException;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.testing.HealthEventBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergedNodeEventsTest {
  /// Events in the order in which they are added.
  private static final class Source implements NodeEvents {
    final List<StoredEvent> events = new ArrayList<>();
    final List<EventRef> written = new ArrayList<>();
    boolean complete = true;
    boolean down;

    @Override
    public List<StoredEvent> eventsOf(String nodeName) {
      return List.copyOf(events);
    }

    @Override
    public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
      if (down) {
        throw new StoreException("down", true, null);
      }
      written.add(ref);
      return StatusWrite.WRITTEN;
    }

    @Override
    public boolean isComplete(String nodeName) {
      return complete;
    }
  }

  private final Source objects = new Source();
  private final Source documents = new Source();
  private final MergedNodeEvents merged = new MergedNodeEvents(objects, documents);

  private static StoredEvent event(String name, int second, HealthEventStatus status) {
    Instant at = NOW.plusSeconds(second);
    return new StoredEvent(
        new EventRef(name, "1"),
        second,
        at,
        HealthEventBuilder.fatal("n").createdAt(at).build().event(),
        status);
  }

  private static StoredEvent event(String name, int second) {
    return event(name, second, HealthEventStatus.empty());
  }

  private static StoredEvent judged(String name, int second) {
    return event(name, second, Replica.status(null, "NoFault"));
  }

  private List<String> names() {
    return merged.eventsOf("n").stream().map(e -> e.ref().id()).toList();
  }

  private long order(String name) {
    return merged.eventsOf("n").stream()
        .filter(e -> e.ref().id().equals(name))
        .mapToLong(StoredEvent::order)
        .findAny()
        .orElseThrow();
  }

  @Test
  void what_was_there_before_is_in_the_order_of_its_times_whatever_its_source() {
    objects.events.addAll(List.of(event("o1", 1), event("o4", 4)));
    documents.events.addAll(List.of(event("document/2", 2), event("document/3", 3)));
    assertThat(names()).containsExactly("o1", "document/2", "document/3", "o4");
    assertThat(merged.eventsOf("n"))
        .extracting(StoredEvent::order)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void in_one_source_what_arrives_comes_last_however_old_it_says_it_is() {
    objects.events.add(event("o5", 5));
    assertThat(names()).containsExactly("o5");
    objects.events.add(event("o3", 3));
    assertThat(names()).containsExactly("o5", "o3");
  }

  @Test
  void across_sources_the_times_decide_so_that_a_restart_gives_the_same_order() {
    documents.events.add(event("document/5", 5));
    long place = order("document/5");
    objects.events.add(event("o1", 1));
    assertThat(names()).containsExactly("o1", "document/5");
    assertThat(order("document/5")).isEqualTo(place);
    assertThat(order("o1"))
        .as("older than what was folded, which asks for a new fold")
        .isLessThan(place);
    assertThat(new MergedNodeEvents(objects, documents).eventsOf("n"))
        .extracting(e -> e.ref().id())
        .containsExactly("o1", "document/5");
  }

  /// An object's own time is a whole second.
  private static StoredEvent rounded(String name, int second, HealthEventStatus status) {
    Instant at = NOW.plusSeconds(second);
    HealthEventSpec spec = HealthEventBuilder.healthy("n").createdAt(at).build().event();
    return new StoredEvent(
        new EventRef(name, "1"),
        second,
        at,
        new HealthEventSpec(
            spec.nodeName(),
            spec.agent(),
            spec.componentClass(),
            spec.checkName(),
            1,
            true,
            false,
            "",
            spec.recommendedAction(),
            "",
            List.of(),
            List.of(),
            Map.of(),
            null,
            null,
            null,
            spec.processingStrategy()),
        status);
  }

  private static StoredEvent withinTheSecond(String name, HealthEventStatus status) {
    Instant at = NOW.plusSeconds(5).plusMillis(300);
    return new StoredEvent(
        new EventRef(name, "1"),
        5,
        at,
        HealthEventBuilder.fatal("n").createdAt(at).build().event(),
        status);
  }

  @Test
  void
      within_a_second_that_one_store_rounds_to_the_arrival_decides_and_after_a_restart_the_verdict() {
    documents.events.add(withinTheSecond("document/5", HealthEventStatus.empty()));
    assertThat(names()).containsExactly("document/5");
    objects.events.add(rounded("o5", 5, HealthEventStatus.empty()));
    assertThat(names()).containsExactly("document/5", "o5");

    // Both are judged, the document first; then another process begins.
    HealthEventStatus later =
        new HealthEventStatus(
            null,
            null,
            null,
            null,
            null,
            null,
            1L,
            List.of(
                new StatusCondition(
                    "Evaluated", ConditionStatus.True, "Released", "", NOW.plusSeconds(7), 1L)));
    documents.events.set(0, withinTheSecond("document/5", Replica.status(null, "Quarantined")));
    objects.events.set(0, rounded("o5", 5, later));
    assertThat(new MergedNodeEvents(objects, documents).eventsOf("n"))
        .extracting(e -> e.ref().id())
        .containsExactly("document/5", "o5");
  }

  @Test
  void an_event_keeps_its_place_when_others_come_and_go() {
    objects.events.addAll(List.of(event("o1", 1), event("o3", 3)));
    documents.events.add(event("document/2", 2));
    long place = order("o3");
    documents.events.clear();
    assertThat(order("o3")).isEqualTo(place);
    documents.events.add(event("document/9", 9));
    assertThat(order("o3")).isEqualTo(place);
    assertThat(order("document/9")).isGreaterThan(place);
  }

  @Test
  void what_another_process_judged_goes_where_its_time_is() {
    objects.events.add(event("o5", 5));
    long place = order("o5");
    documents.events.add(judged("document/1", 1));
    assertThat(names()).containsExactly("document/1", "o5");
    assertThat(order("o5")).isEqualTo(place);
    assertThat(order("document/1")).isLessThan(place);
  }

  @Test
  void after_everything_is_gone_what_comes_is_not_taken_for_older() {
    objects.events.add(event("o5", 5));
    long place = order("o5");
    objects.events.clear();
    assertThat(names()).isEmpty();
    documents.events.add(event("document/6", 6));
    assertThat(order("document/6")).isGreaterThan(place);
  }

  @Test
  void a_name_that_is_used_again_is_another_event() {
    objects.events.addAll(List.of(event("o1", 1), event("o2", 2)));
    assertThat(names()).containsExactly("o1", "o2");
    objects.events.removeFirst();
    objects.events.add(event("o1", 7));
    assertThat(names()).containsExactly("o2", "o1");
  }

  @Test
  void it_is_complete_when_both_are() {
    assertThat(merged.isComplete("n")).isTrue();
    documents.complete = false;
    assertThat(merged.isComplete("n")).isFalse();
  }

  @Test
  void each_status_goes_to_its_source_and_objects_do_not_wait_for_documents() {
    List<StatusChange> changes =
        List.of(
            new StatusChange(
                new EventRef("document/1", "1"),
                Replica.status(NodeQuarantined.Cancelled, "Cancelled")),
            new StatusChange(
                new EventRef("o1", "1"), Replica.status(NodeQuarantined.Cancelled, "Cancelled")));
    assertThat(merged.writeStatuses(changes))
        .containsExactly(StatusWrite.WRITTEN, StatusWrite.WRITTEN);
    assertThat(documents.written).extracting(EventRef::id).containsExactly("document/1");

    documents.down = true;
    assertThatThrownBy(() -> merged.writeStatuses(changes)).isInstanceOf(StoreException.class);
    assertThat(objects.written).extracting(EventRef::id).containsExactly("o1", "o1");
  }
}
