package io.nodesentinel.simulator.stage;

import static io.nodesentinel.simulator.stage.Stage.N;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.reconcilers.quarantine.NodeRecord;
import io.nodesentinel.simulator.world.Policies;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A person wins: what undoes a session, and what of it stays undone.
class ReleaseStoriesTest {
  private static List<String> faultsOfRecord(Stage stage) {
    return stage.record(N).map(NodeRecord::faults).orElse(List.of()).stream()
        .map(f -> f.key().componentClass())
        .toList();
  }

  @Test
  void after_an_uncordon_the_node_stays_free_of_the_same_fault_and_not_of_another() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().uncordon(N),
        s -> s.fault(N, "GPU", "0"),
        s -> assertThat(s.record(N)).as("the cool-off was lost").isEmpty(),
        s -> s.hours(2),
        s -> s.crash(),
        s -> assertThat(s.record(N)).as("the end of a cool-off is no report").isEmpty(),
        s -> s.fault(N, "DISK", ""),
        s -> assertThat(faultsOfRecord(s)).containsExactly("DISK"));
  }

  @Test
  void a_report_after_the_cool_off_quarantines_the_node_again() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().uncordon(N),
        s -> s.hours(2),
        s -> s.fault(N, "GPU", "0"),
        s -> assertThat(s.record(N)).isPresent(),
        s -> s.healthy(N, "GPU"),
        s -> assertThat(s.record(N)).isEmpty());
  }

  @Test
  void the_deletion_of_the_quarantine_is_a_release() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().deleteQuarantine(N),
        s -> s.fault(N, "GPU", "0"),
        s -> assertThat(s.record(N)).as("the cool-off was lost").isEmpty());
  }

  @Test
  void a_quarantine_deleted_when_nothing_is_left_to_remember_stays_away() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().uncordon(N),
        s -> s.hours(2),
        s -> s.server().events.table().remove("a-1"),
        s -> s.people().deleteQuarantine(N),
        s -> assertThat(s.server().quarantines.table().get(N)).isNull());
  }

  @Test
  void the_deletion_of_the_quarantine_while_another_fault_arrives_comes_to_an_end() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> {
          s.people().deleteQuarantine(N);
          s.fault(N, "DISK", "");
        });
  }

  @Test
  void the_deletion_of_the_quarantine_while_the_store_is_down_is_a_release_of_what_was_known() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> {
          s.storeIsDown();
          s.people().deleteQuarantine(N);
        },
        s -> s.fault(N, "DISK", ""),
        s -> s.storeIsBack(),
        s -> s.healthy(N, "DISK"),
        s -> assertThat(s.record(N)).isEmpty());
  }

  @Test
  void an_uncordon_while_the_store_is_down_cancels_the_event_when_it_is_back() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> {
          s.storeIsDown();
          s.people().uncordon(N);
        },
        s -> assertThat(s.record(N)).isEmpty(),
        s -> s.storeIsBack(),
        s -> assertThat(s.event("a-1").nodeQuarantined()).isEqualTo(NodeQuarantined.Cancelled));
  }

  @Test
  void an_uncordon_of_a_node_that_was_cordoned_before_cancels_too() {
    Story.plays(
        s -> s.people().cordon(N),
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().uncordon(N),
        s -> assertThat(s.status(N).phase()).isEqualTo(Phase.Cancelled));
  }

  @Test
  void an_untaint_gives_up_the_cordon_and_keeps_the_node_free_of_the_same_fault() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().untaint(N, Policies.taintKey("GPU")),
        s -> s.fault(N, "GPU", "0"),
        s -> {
          assertThat(s.record(N)).isEmpty();
          assertThat(s.node(N).unschedulable()).isFalse();
        });
  }

  @Test
  void a_cordon_that_changed_hands_between_two_looks_is_a_release_and_stays_theirs() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().uncordonAndCordon(N),
        s -> {
          assertThat(s.status(N).phase()).isEqualTo(Phase.Cancelled);
          assertThat(s.node(N).unschedulable()).isTrue();
        },
        s -> s.people().uncordon(N));
  }
}
