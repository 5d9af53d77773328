package io.nodesentinel.simulator.stage;

import static io.nodesentinel.simulator.stage.Stage.N;
import static io.nodesentinel.simulator.stage.Stage.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.simulator.world.Policies;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// From a fault to its end, when no person interferes.
class FaultStoriesTest {
  @Test
  void a_fault_drains_its_node_and_the_recovery_gives_the_node_back() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> assertThat(s.status(N).phase()).isEqualTo(Phase.Drained),
        s -> assertThat(s.server().pods.onNode(N)).isEmpty(),
        s -> s.healthy(N, "GPU"),
        s -> assertThat(s.node(N).unschedulable()).isFalse());
  }

  @Test
  void of_two_faults_each_withdraws_what_only_it_justified() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.fault(N, "DISK", ""),
        s -> s.healthy(N, "GPU"),
        s ->
            assertThat(s.node(N).taints())
                .extracting(Taint::key)
                .containsExactly(Policies.taintKey("DISK")),
        s -> s.healthy(N, "DISK"),
        s -> assertThat(s.record(N)).isEmpty());
  }

  @Test
  void reports_that_state_no_time_count_in_the_order_of_their_arrival() {
    Story.plays(
        s -> s.faultOfNoTime(N, "GPU"),
        s -> assertThat(s.record(N)).isPresent(),
        s -> s.healthyOfNoTime(N, "GPU"),
        s -> assertThat(s.record(N)).isEmpty(),
        s -> s.faultOfNoTime(N, "GPU"),
        s -> s.crash(),
        s -> assertThat(s.record(N)).isPresent());
  }

  @Test
  void what_others_put_on_the_node_before_is_there_afterwards() {
    Taint theirs = new Taint(Policies.taintKey("GPU"), "theirs", "NoSchedule");
    Story.plays(
        s -> s.people().cordon(N),
        s -> s.people().taint(N, theirs),
        s -> s.people().label(N, "example.com/sick", "maybe"),
        s -> s.fault(N, "GPU", "0"),
        s -> s.healthy(N, "GPU"),
        s -> {
          assertThat(s.node(N).unschedulable()).isTrue();
          assertThat(s.node(N).taints()).containsExactly(theirs);
          assertThat(s.node(N).labels()).containsEntry("example.com/sick", "maybe");
        });
  }

  @Test
  void a_node_for_which_there_is_no_room_waits_until_another_one_is_back() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.fault(OTHER, "GPU", "0"),
        s -> assertThat(s.status(OTHER).phase()).isEqualTo(Phase.Held),
        s -> s.healthy(N, "GPU"),
        s -> assertThat(s.record(OTHER)).isPresent(),
        s -> s.healthy(OTHER, "GPU"));
  }

  @Test
  void a_node_that_others_cordoned_takes_a_place_under_the_cap() {
    Story.plays(
        s -> s.people().cordon(OTHER),
        s -> s.fault(N, "DISK", ""),
        s -> assertThat(s.status(N).phase()).isEqualTo(Phase.Held),
        s -> s.people().uncordon(OTHER),
        s -> assertThat(s.status(N).phase()).isEqualTo(Phase.Quarantined));
  }

  @Test
  void a_node_that_is_not_ready_takes_a_place_under_the_cap() {
    Story.plays(
        s -> s.server().nodes.ready(OTHER, false),
        s -> s.fault(N, "DISK", ""),
        s -> assertThat(s.status(N).phase()).isEqualTo(Phase.Held),
        s -> s.server().nodes.ready(OTHER, true),
        s -> assertThat(s.status(N).phase()).isEqualTo(Phase.Quarantined));
  }

  @Test
  void a_quarantine_that_is_of_no_more_use_goes_after_a_day() {
    Story.plays(
        s -> s.fault(N, "DISK", ""),
        s -> s.healthy(N, "DISK"),
        s -> assertThat(s.status(N).phase()).isEqualTo(Phase.Released),
        s -> s.hours(25),
        s -> s.pass(Duration.ofMinutes(2)),
        s -> assertThat(s.server().quarantines.table().get(N)).isNull());
  }

  @Test
  void a_drain_does_not_wait_for_the_store() {
    Story.plays(
        s -> {
          s.storeIsDown();
          s.fault(N, "GPU", "0");
        },
        s -> assertThat(s.server().pods.onNode(N)).isEmpty(),
        s -> s.storeIsBack(),
        s -> assertThat(s.event("a-1").nodeQuarantined()).isEqualTo(NodeQuarantined.Quarantined));
  }
}
