package io.nodesentinel.reconcilers.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Short random histories of a small cluster, each from a seed. What must hold: see [RandomWalk].
class RandomWalkTest {
  private static final int FROM = Integer.getInteger("walk.from", 0);
  private static final int WALKS = Integer.getInteger("walk.count", 1500);

  @Test
  void nodes_are_out_exactly_while_a_fault_is_open_that_nobody_released() {
    for (int seed = FROM; seed < FROM + WALKS; seed++) {
      walk(seed, false);
    }
  }

  @Test
  void nothing_of_others_is_touched_and_everything_comes_to_rest_whatever_happens() {
    for (int seed = FROM; seed < FROM + WALKS; seed++) {
      walk(seed, true);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {73, 125, 152, 1868, 1878, 2830, 11693})
  void histories_in_which_something_once_went_wrong_go_right(int seed) {
    walk(seed, false);
    walk(seed, true);
  }

  private static void walk(int seed, boolean anything) {
    RandomWalk walk = new RandomWalk(seed, anything);
    try {
      assertThat(walk.run()).isEmpty();
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(
          "seed " + seed + (anything ? ", anything goes" : "") + "\n" + walk.story(), failure);
    }
  }
}
