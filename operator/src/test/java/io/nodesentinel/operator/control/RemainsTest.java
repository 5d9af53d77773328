package io.nodesentinel.operator.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.Owed;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RemainsTest {
  private static NodeView node(
      Map<String, String> labels, Map<String, String> annotations, List<NodeCondition> conditions) {
    return new NodeView(
        "a",
        "u",
        "",
        "1",
        Instant.EPOCH,
        labels,
        annotations,
        true,
        Set.of(),
        List.of(),
        conditions,
        true);
  }

  private static QuarantineView quarantine(NodeQuarantineStatus status) {
    return new QuarantineView(
        "a",
        "u",
        "1",
        1,
        new NodeQuarantineSpec("a", null, "nodesentinel", null, List.of(), Map.of(), null),
        false,
        Set.of(),
        null,
        true,
        status);
  }

  @Test
  void a_node_that_only_others_cordoned_is_done() {
    NodeView node =
        node(
            Map.of("nodesentinel.io/managed", "false"),
            Map.of("nodesentinel.io/hold", "why"),
            List.of(new NodeCondition("Ready", "True", "KubeletReady")));
    assertThat(Remains.of(List.of(node), List.of())).isEmpty();
  }

  @Test
  void a_record_a_state_or_a_condition_of_ours_is_not() {
    NodeView recorded = node(Map.of(), Map.of("nodesentinel.io/quarantine", "{}"), List.of());
    NodeView labelled = node(Map.of("nodesentinel.io/state", "drained"), Map.of(), List.of());
    NodeView said =
        node(
            Map.of(),
            Map.of(),
            List.of(new NodeCondition("Drained", "True", "NodeSentinelDrained")));
    assertThat(Remains.of(List.of(recorded, labelled, said), List.of()))
        .hasSize(3)
        .containsOnly("node a is not put back yet");
  }

  @Test
  void sessions_that_are_over_may_still_owe_something_to_the_store() {
    NodeQuarantineStatus over = NodeQuarantineStatus.empty().withPhase(Phase.Cancelled);
    assertThat(Remains.of(List.of(), List.of(quarantine(over)))).isEmpty();
    assertThat(
            Remains.of(
                List.of(),
                List.of(quarantine(over.withOwed(List.of(new Owed("e", null, "NotManaged", "")))))))
        .containsExactly("NodeQuarantine a owes the store 1 statuses");
    assertThat(
            Remains.of(
                List.of(),
                List.of(quarantine(NodeQuarantineStatus.empty().withPhase(Phase.Draining)))))
        .containsExactly("NodeQuarantine a is Draining");
  }
}
