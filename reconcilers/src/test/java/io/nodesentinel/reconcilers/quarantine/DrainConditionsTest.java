package io.nodesentinel.reconcilers.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Phase;
import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrainConditionsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final NodeCondition READY = new NodeCondition("Ready", "True", "KubeletReady");
  private static final NodeCondition DRAINING =
      new NodeCondition("DrainInProgress", "True", "NodeSentinelDraining");
  private static final NodeCondition NOT_DRAINED =
      new NodeCondition("Drained", "False", "NodeSentinelDraining");

  @Test
  void a_drain_is_told_when_it_begins_and_not_again() {
    ConditionsPatch patch = change(Phase.Draining, READY);
    assertThat(patch.set())
        .extracting(ConditionsPatch.Change::condition)
        .containsExactly(DRAINING, NOT_DRAINED);
    assertThat(patch.set()).allMatch(c -> NOW.equals(c.movedAt()));
    assertThat(patch.resourceVersion()).isEqualTo("7");
    assertThat(found(Phase.Draining, READY, DRAINING, NOT_DRAINED)).isNull();
  }

  @Test
  void a_transition_has_a_time_only_if_the_status_is_another_one() {
    ConditionsPatch patch = change(Phase.DrainFailed, DRAINING, NOT_DRAINED);
    assertThat(patch.set())
        .anySatisfy(c -> {
          assertThat(c.condition().type()).isEqualTo("DrainInProgress");
          assertThat(c.movedAt()).isEqualTo(NOW);
        })
        .anySatisfy(c -> {
          assertThat(c.condition().type()).isEqualTo("Drained");
          assertThat(c.condition().reason()).isEqualTo("NodeSentinelDrainFailed");
          assertThat(c.movedAt()).isNull();
        });
  }

  @Test
  void what_is_ours_goes_with_the_session() {
    for (Phase phase : List.of(Phase.Quarantined, Phase.Cancelled, Phase.Released, Phase.Held)) {
      ConditionsPatch patch = change(phase, READY, DRAINING, NOT_DRAINED);
      assertThat(patch.removed()).containsExactlyInAnyOrder("DrainInProgress", "Drained");
      assertThat(patch.set()).isEmpty();
    }
    assertThat(found(null, READY)).isNull();
  }

  @Test
  void what_another_actor_says_stays() {
    NodeCondition theirs = new NodeCondition("Drained", "True", "OtherMaintenance");
    assertThat(change(Phase.Draining, theirs).set())
        .extracting(ConditionsPatch.Change::condition)
        .containsExactly(DRAINING);
    assertThat(found(Phase.Released, theirs)).isNull();
  }

  private static ConditionsPatch change(Phase phase, NodeCondition... present) {
    return Objects.requireNonNull(found(phase, present));
  }

  private static @Nullable ConditionsPatch found(@Nullable Phase phase, NodeCondition... present) {
    NodeView node =
        new NodeView(
            "n",
            "uid",
            "machine",
            "7",
            NOW,
            Map.of(),
            Map.of(),
            false,
            Set.of(),
            List.of(),
            List.of(present),
            true);
    return DrainConditions.change(node, phase, NOW);
  }
}
