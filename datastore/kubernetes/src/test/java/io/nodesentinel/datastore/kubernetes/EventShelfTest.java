package io.nodesentinel.datastore.kubernetes;

import static io.nodesentinel.datastore.kubernetes.Events.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.datastore.StoredEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventShelfTest {
  private final EventShelf shelf = new EventShelf();

  private void put(HealthEvent event) {
    shelf.put(shelf.getKey(event), event);
  }

  private List<String> names() {
    return shelf.ofNode("n").stream().map(e -> e.ref().id()).toList();
  }

  @Test
  void after_the_first_list_events_keep_their_order_of_arrival() {
    shelf.arrived();
    put(Events.object("late", "1", 10, T0.plusSeconds(9), Events.spec("n", false, null)));
    put(Events.object("early", "2", 11, T0, Events.spec("n", false, null)));
    assertThat(names()).containsExactly("late", "early");
  }

  @Test
  void the_first_list_is_put_in_the_order_of_its_times() {
    put(Events.object("b", "1", 12, T0.plusSeconds(9), Events.spec("n", true, null)));
    put(Events.object("c", "2", 10, T0, Events.spec("n", false, null)));
    put(Events.object("a", "3", 11, T0.plusSeconds(9), Events.spec("n", false, T0.plusSeconds(3))));
    shelf.arrived();
    assertThat(names()).containsExactly("c", "a", "b");
  }

  @Test
  void at_the_same_time_in_the_first_list_the_unhealthy_report_has_the_last_word() {
    put(Events.object("fault", "1", 10, T0, Events.spec("n", false, T0)));
    put(Events.object("healthy", "2", 11, T0, Events.spec("n", true, T0)));
    shelf.arrived();
    assertThat(names()).containsExactly("healthy", "fault");
  }

  @Test
  void a_status_change_keeps_the_place_in_the_order() {
    shelf.arrived();
    put(Events.object("a", "1", 10, T0, Events.spec("n", false, null)));
    put(Events.object("b", "2", 11, T0, Events.spec("n", false, null)));
    put(Events.object("a", "1", 12, T0, Events.spec("n", false, null)));
    assertThat(names()).containsExactly("a", "b");
    assertThat(shelf.ofNode("n").getFirst().ref().version()).isEqualTo("12");
  }

  @Test
  void what_the_watch_brings_late_never_sets_an_event_back() {
    shelf.arrived();
    put(Events.object("a", "1", 12, T0, Events.spec("n", false, null)));
    put(Events.object("a", "1", 10, T0, Events.spec("n", false, null)));
    assertThat(shelf.ofNode("n").getFirst().ref().version()).isEqualTo("12");
  }

  @Test
  void an_event_made_anew_under_the_same_name_arrives_anew() {
    shelf.arrived();
    put(Events.object("a", "1", 10, T0, Events.spec("n", false, null)));
    put(Events.object("b", "2", 11, T0, Events.spec("n", false, null)));
    put(Events.object("a", "3", 12, T0, Events.spec("n", false, null)));
    assertThat(names()).containsExactly("b", "a");
  }

  @Test
  void a_removed_event_leaves_nothing_behind() {
    shelf.arrived();
    put(Events.object("a", "1", 10, T0, Events.spec("n", false, null)));
    shelf.remove("a");
    assertThat(shelf.ofNode("n")).isEmpty();
    assertThat(shelf.nodes()).isEmpty();
    assertThat(shelf.size()).isZero();
  }

  @Test
  void a_reporters_clock_is_believed_within_the_skew_only() {
    StoredEvent near = Events.stored("a", 1, T0, Events.spec("n", false, T0.minusSeconds(300)), "");
    StoredEvent far = Events.stored("b", 2, T0, Events.spec("n", false, T0.plusSeconds(301)), "");
    assertThat(near.time()).isEqualTo(T0.minusSeconds(300));
    assertThat(far.time()).isEqualTo(T0);
    assertThat(far.ageFrom()).isEqualTo(T0);
  }
}
