package io.nodesentinel.simulator.stage;

import static io.nodesentinel.simulator.stage.Stage.N;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What a session costs the API server, which is what counts when a thousand nodes fail at once:
/// its writes, without what is told (one request each).
class CostTest {
  private final Stage stage = new Stage(1, Disturbance.NONE, false);

  @Test
  void a_quarantine_takes_five_writes_and_its_release_four() {
    assertThat(writesOf(s -> s.fault(N, "DISK", "0")))
        .containsExactly(
            "patch node gpu-7 at 4",
            "create gpu-7",
            "apply spec of gpu-7",
            "apply status of gpu-7",
            "status of event a-1");
    assertThat(writesOf(s -> s.healthy(N, "DISK")))
        .containsExactly(
            "patch node gpu-7 at 10",
            "apply status of gpu-7",
            "status of event a-2",
            "apply status of gpu-7");
  }

  @Test
  void a_drain_without_pods_says_so_once_on_the_node() {
    stage.server().pods.onNode(N).forEach(p -> stage.server().pods.evict(p));
    stage.rest();

    assertThat(writesOf(s -> s.fault(N, "GPU", "0")))
        .filteredOn(w -> w.startsWith("patch conditions"))
        .hasSize(1);
  }

  private List<String> writesOf(Step step) {
    stage.pass(Stage.A_MOMENT);
    int before = stage.writes().size();
    step.on(stage);
    stage.rest();
    return stage.writes().subList(before, stage.writes().size());
  }
}
