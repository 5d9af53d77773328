package io.nodesentinel.simulator.stage;

import static io.nodesentinel.simulator.stage.Stage.N;
import static io.nodesentinel.simulator.stage.Stage.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Phase;
import org.junit.jupiter.api.Test;

/// Automation is frozen on a node; a release by hand still works.
class HoldStoriesTest {
  @Test
  void faults_and_recoveries_on_hold_take_effect_afterwards() {
    Story.plays(
        s -> s.people().hold(N),
        s -> s.fault(N, "GPU", "0"),
        s -> assertThat(s.record(N)).isEmpty(),
        s -> s.people().unhold(N),
        s -> assertThat(s.record(N)).isPresent(),
        s -> s.people().hold(N),
        s -> s.healthy(N, "GPU"),
        s -> assertThat(s.record(N)).isPresent(),
        s -> s.people().unhold(N),
        s -> assertThat(s.event("a-2").nodeQuarantined()).isEqualTo(NodeQuarantined.UnQuarantined));
  }

  @Test
  void an_uncordon_on_hold_cancels() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().hold(N),
        s -> s.people().uncordon(N),
        s -> assertThat(s.status(N).phase()).isEqualTo(Phase.Cancelled),
        s -> s.people().unhold(N),
        s -> assertThat(s.record(N)).isEmpty());
  }

  @Test
  void the_deletion_of_the_quarantine_on_hold_is_remembered_as_a_release() {
    Story.plays(
        s -> s.people().hold(N),
        s -> s.fault(N, "DISK", ""),
        s -> s.people().deleteQuarantine(N),
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().unhold(N),
        s ->
            assertThat(s.record(N).orElseThrow().faults())
                .as("a release was forgotten on hold")
                .extracting(f -> f.key().componentClass())
                .containsExactly("GPU"));
  }

  @Test
  void a_node_that_waits_for_room_does_not_keep_others_waiting_while_it_is_on_hold() {
    String third = "gpu-9";
    Story.plays(
        s -> s.fault(OTHER, "GPU", "0"),
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().hold(N),
        s -> s.people().addNode(third, "machine-9"),
        s -> s.fault(third, "GPU", "0"),
        s -> s.healthy(OTHER, "GPU"),
        s -> assertThat(s.record(third)).as("waits behind a frozen node").isPresent(),
        s -> s.people().unhold(N),
        s -> s.healthy(third, "GPU"));
  }

  @Test
  void a_policy_that_is_withdrawn_on_hold_ends_the_session_afterwards() {
    Story.plays(
        s -> s.fault(N, "GPU", "0"),
        s -> s.people().hold(N),
        s -> s.people().withdraw("gpu"),
        s -> s.people().unhold(N),
        s -> assertThat(s.event("a-1").nodeQuarantined()).isEqualTo(NodeQuarantined.Cancelled));
  }
}
