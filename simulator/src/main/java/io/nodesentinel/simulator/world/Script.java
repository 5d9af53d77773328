package io.nodesentinel.simulator.world;

import io.nodesentinel.simulator.world.Move.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Everything that one schedule begins with. The same script plays the same way each time.
///
/// @param seed decides what the surroundings do by chance
/// @param plain monitors report in order and at once, and nobody takes nodes or policies away: then
///   it is known at rest which nodes must be out
/// @param cap how many nodes may be out
/// @param replicas how many operator processes there are
public record Script(
    long seed, boolean plain, int nodes, int cap, int replicas, Noise noise, List<Move> moves) {

  private static final Map<Kind, Integer> PLAIN = new EnumMap<>(Kind.class);
  private static final Map<Kind, Integer> ANYTHING = new EnumMap<>(Kind.class);

  static {
    PLAIN.put(Kind.REPORT, 24);
    PLAIN.put(Kind.RECOVER, 9);
    PLAIN.put(Kind.REPORT_HARMLESS, 2);
    PLAIN.put(Kind.UNCORDON, 9);
    PLAIN.put(Kind.RECORDON, 2);
    PLAIN.put(Kind.UNTAINT, 4);
    PLAIN.put(Kind.CORDON, 4);
    PLAIN.put(Kind.TAINT, 4);
    PLAIN.put(Kind.LABEL, 2);
    PLAIN.put(Kind.HOLD, 2);
    PLAIN.put(Kind.UNHOLD, 2);
    PLAIN.put(Kind.DELETE_QUARANTINE, 4);
    PLAIN.put(Kind.BUDGET, 2);
    PLAIN.put(Kind.KILL, 5);
    PLAIN.put(Kind.PAUSE, 4);
    PLAIN.put(Kind.STOP, 2);
    PLAIN.put(Kind.CLOCK, 1);
    PLAIN.put(Kind.BREAK_WATCH, 7);
    PLAIN.put(Kind.STORE, 3);
    PLAIN.put(Kind.SERVER, 3);
    PLAIN.put(Kind.WAIT, 6);
    ANYTHING.putAll(PLAIN);
    ANYTHING.put(Kind.REPORT_LATE, 3);
    ANYTHING.put(Kind.RECOVER_LATE, 3);
    ANYTHING.put(Kind.OPT_OUT, 2);
    ANYTHING.put(Kind.OPT_IN, 2);
    ANYTHING.put(Kind.DESTROY_QUARANTINE, 1);
    ANYTHING.put(Kind.CREATE_QUARANTINE, 3);
    ANYTHING.put(Kind.DELETE_NODE, 4);
    ANYTHING.put(Kind.CREATE_NODE, 6);
    ANYTHING.put(Kind.NOT_READY, 3);
    ANYTHING.put(Kind.READY, 3);
    ANYTHING.put(Kind.POLICY, 4);
  }

  public Script {
    moves = List.copyOf(moves);
  }

  /// The script of a seed.
  public static Script of(long seed) {
    Chance chance = new Chance(seed, "script");
    boolean plain = chance.oneIn(2);
    int nodes = 2 + chance.below(3);
    int count = 4 + chance.below(22);
    List<Kind> kinds = weighted(plain ? PLAIN : ANYTHING);
    List<Move> moves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      moves.add(
          new Move(pause(chance), chance.of(kinds), chance.below(1 << 16), chance.below(1 << 16)));
    }
    Noise noise =
        new Noise(
            chance.oneIn(2) ? 0 : 8 + chance.below(60),
            chance.oneIn(2) ? 0 : 8 + chance.below(60),
            1 << chance.below(13),
            1 << chance.below(9),
            chance.oneIn(2) ? 0 : 2 + chance.below(4),
            chance.oneIn(2) ? 0 : 2 + chance.below(8),
            chance.oneIn(3));
    return new Script(
        seed, plain, nodes, 1 + chance.below(nodes), 1 + chance.below(2), noise, moves);
  }

  /// Mostly short, so that moves meet what the operator is doing.
  private static Duration pause(Chance chance) {
    return switch (chance.below(8)) {
      case 0, 1, 2 -> chance.millis(0, 40);
      case 3, 4 -> chance.millis(40, 400);
      case 5, 6 -> chance.millis(400, 5_000);
      default -> chance.millis(5_000, 40_000);
    };
  }

  private static List<Kind> weighted(Map<Kind, Integer> weights) {
    List<Kind> kinds = new ArrayList<>();
    weights.forEach((kind, weight) -> {
      for (int i = 0; i < weight; i++) {
        kinds.add(kind);
      }
    });
    return kinds;
  }

  /// The same with other moves.
  public Script withMoves(List<Move> other) {
    return new Script(seed, plain, nodes, cap, replicas, noise, other);
  }

  /// The same in other surroundings.
  public Script withNoise(Noise other) {
    return new Script(seed, plain, nodes, cap, replicas, other, moves);
  }

  /// The same with so many processes.
  public Script withReplicas(int other) {
    return new Script(seed, plain, nodes, cap, other, noise, moves);
  }
}
