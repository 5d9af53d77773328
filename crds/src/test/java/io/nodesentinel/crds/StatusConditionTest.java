package io.nodesentinel.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusConditionTest {
  private static final Instant EARLIER = Instant.parse("2026-03-02T09:15:04Z");
  private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

  private static final StatusCondition CORDONED =
      new StatusCondition("Cordoned", ConditionStatus.True, "Quarantined", "cordoned", EARLIER, 1L);
  private static final StatusCondition DRAINED =
      new StatusCondition(
          "Drained", ConditionStatus.False, "PodsLeft", "12 pods left", EARLIER, 1L);

  @Test
  void aNewTypeIsAddedAtTheEnd() {
    assertThat(StatusCondition.set(List.of(CORDONED), DRAINED)).containsExactly(CORDONED, DRAINED);
  }

  @Test
  void anotherMessageDoesNotMoveTheTime() {
    var next =
        new StatusCondition("Cordoned", ConditionStatus.True, "StillCordoned", "again", NOW, 2L);

    assertThat(StatusCondition.set(List.of(CORDONED, DRAINED), next))
        .containsExactly(
            new StatusCondition(
                "Cordoned", ConditionStatus.True, "StillCordoned", "again", EARLIER, 2L),
            DRAINED);
  }

  @Test
  void anotherStatusMovesTheTime() {
    var next = new StatusCondition("Drained", ConditionStatus.True, "NoPodsLeft", "empty", NOW, 1L);

    assertThat(StatusCondition.set(List.of(CORDONED, DRAINED), next))
        .containsExactly(CORDONED, next);
  }

  @Test
  void theSameAgainIsEqual() {
    var again =
        new StatusCondition("Cordoned", ConditionStatus.True, "Quarantined", "cordoned", NOW, 1L);

    assertThat(StatusCondition.set(List.of(CORDONED, DRAINED), again))
        .isEqualTo(List.of(CORDONED, DRAINED));
  }

  @Test
  void aMessageThatTheApiServerWouldRefuseIsCut() {
    var condition =
        new StatusCondition("Valid", ConditionStatus.False, "X", "🚫".repeat(5000), NOW, null);

    assertThat(condition.message().codePointCount(0, condition.message().length()))
        .isEqualTo(StatusCondition.MAX_MESSAGE);
    assertThat(condition.message()).startsWith("🚫").endsWith("🚫…");
  }
}
