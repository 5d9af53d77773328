package io.nodesentinel.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.simulator.replica.Sabotage;
import io.nodesentinel.simulator.world.Script;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  @Test
  void everything_holds_in_some_thousand_schedules() throws InterruptedException {
    campaign(Long.getLong("simulate.seeds", 5_000));
  }

  @Test
  @Tag("long")
  void everything_holds_in_a_million_schedules() throws InterruptedException {
    campaign(1_000_000);
  }

  private static void campaign(long seeds) throws InterruptedException {
    Campaign.Result result =
        Campaign.run(0, seeds, THREADS, line -> System.out.println("simulator: " + line));
    assertThat(result.failures())
        .as("seeds that fail; ./nodesentinel simulate --seed N tells the story of one")
        .isEmpty();
    assertThat(result.schedules()).isEqualTo(seeds);
  }

  /// Each found something once.
  @ParameterizedTest
  @ValueSource(
      longs = {
        116, 566, 1187, 3080, 3184, 4482, 4498, 4763, 14022, 27783, 43521, 45953, 51472, 59229,
        63074, 63672, 101906, 108604, 109294, 125238, 157633, 307220, 321147, 832749, 975558, 978623
      })
  void schedules_that_once_went_wrong_go_right(long seed) {
    assertThat(Simulation.play(Script.of(seed), Sabotage.NONE, false).violations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void the_same_seed_plays_the_same_way_each_time(long seed) {
    Simulation.Outcome first = Simulation.play(Script.of(seed), Sabotage.NONE, true);
    Simulation.Outcome second = Simulation.play(Script.of(seed), Sabotage.NONE, true);
    assertThat(second.history()).isNotEmpty().isEqualTo(first.history());
    assertThat(second.steps()).isEqualTo(first.steps());
  }
}
