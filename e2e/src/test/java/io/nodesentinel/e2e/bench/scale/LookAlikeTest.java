package io.nodesentinel.e2e.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LookAlikeTest {
  @Test
  void aNodeThatWasWrittenMadeOrDeletedHasChanged() {
    Map<String, String> before = Map.of("same", "1", "written", "2", "deleted", "3");
    Map<String, String> now = Map.of("same", "1", "written", "7", "made", "8");

    assertThat(LookAlike.changed(before, now, n -> true))
        .containsExactly("deleted", "made", "written");
  }

  @Test
  void onlyTheNodesInQuestionAreCompared() {
    assertThat(
            LookAlike.changed(Map.of("a", "1", "b", "1"), Map.of("a", "2", "b", "2"), "b"::equals))
        .containsExactly("b");
  }
}
