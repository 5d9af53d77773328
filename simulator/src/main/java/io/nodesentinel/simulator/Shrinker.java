package io.nodesentinel.simulator;

import io.nodesentinel.simulator.check.Invariant;
import io.nodesentinel.simulator.replica.Sabotage;
import io.nodesentinel.simulator.world.Move;
import io.nodesentinel.simulator.world.Noise;
import io.nodesentinel.simulator.world.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes a failing script as small as it gets while the same invariant still fails: fewer moves
/// (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002), fewer
/// processes, quieter surroundings.
public final class Shrinker {
  private final Invariant invariant;
  private final Sabotage sabotage;

  private Shrinker(Invariant invariant, Sabotage sabotage) {
    this.invariant = invariant;
    this.sabotage = sabotage;
  }

  /// The smallest script that was found.
  public static Script shrink(Script failing, Invariant invariant, Sabotage sabotage) {
    return new Shrinker(invariant, sabotage).shrink(failing);
  }

  private Script shrink(Script failing) {
    Script before = failing;
    Script smallest = quieter(fewerMoves(failing));
    while (!smallest.equals(before)) {
      before = smallest;
      smallest = quieter(fewerMoves(smallest));
    }
    return smallest;
  }

  private Script fewerMoves(Script failing) {
    List<Move> moves = failing.moves();
    for (int chunk = moves.size() / 2; chunk >= 1; chunk /= 2) {
      for (int from = 0; from < moves.size(); ) {
        List<Move> rest = new ArrayList<>(moves);
        rest.subList(from, Math.min(moves.size(), from + chunk)).clear();
        if (fails(failing.withMoves(rest))) {
          moves = rest;
        } else {
          from += chunk;
        }
      }
    }
    return failing.withMoves(moves);
  }

  private Script quieter(Script failing) {
    Script quiet = failing;
    Noise n = failing.noise();
    List<Noise> quieter =
        List.of(
            Noise.NONE,
            new Noise(0, n.lostOneIn(), n.lag(), n.latency(), 0, 0, false),
            new Noise(n.refusedOneIn(), 0, n.lag(), n.latency(), 0, 0, false),
            new Noise(0, 0, n.lag(), n.latency(), n.mergedOneIn(), 0, false),
            new Noise(0, 0, n.lag(), n.latency(), 0, n.repeatedOneIn(), false));
    Optional<Noise> enough =
        quieter.stream().filter(noise -> fails(failing.withNoise(noise))).findFirst();
    if (enough.isPresent()) {
      quiet = failing.withNoise(enough.get());
    }
    return quiet.replicas() > 1 && fails(quiet.withReplicas(1)) ? quiet.withReplicas(1) : quiet;
  }

  private boolean fails(Script script) {
    return Simulation.play(script, sabotage, false).violations().stream()
        .anyMatch(v -> v.invariant() == invariant);
  }
}
