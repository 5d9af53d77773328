package io.nodesentinel.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.simulator.check.Violation;
import io.nodesentinel.simulator.world.Script;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The simulator bites: each fault that is put in on purpose is found.
class PlantedFaultTest {
  /// Within so many seeds.
  private static final int SEEDS = 2_000;

  @ParameterizedTest
  @EnumSource
  void a_planted_fault_is_found(PlantedFault fault) {
    Optional<String> found = Optional.empty();
    for (long seed = 0; seed < SEEDS && found.isEmpty(); seed++) {
      Optional<Violation> violation = Simulation.play(Script.of(seed), fault, false).first();
      long number = seed;
      found = violation.map(v -> "seed " + number + ": " + v);
    }
    assertThat(found).as("%s within %d seeds", fault, SEEDS).isPresent();
    System.out.printf("simulator: %s found by %s%n", fault, found.orElseThrow());
  }
}
