package io.nodesentinel.simulator.replica;

import io.nodesentinel.reconcilers.port.Looks;
import io.nodesentinel.simulator.world.Chance;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// When one process looks at which node, by the rules of the framework that does it in the
/// operator: requests for one node merge, its looks never overlap, those of different nodes do, and
/// what a look says of the next one counts until the one after it.
final class LookSchedule implements Looks {
  private final Life life;
  private final Chance chance;
  private final Function<String, Optional<Duration>> look;
  private final Set<String> waiting = new HashSet<>();
  private final Set<String> running = new HashSet<>();
  private final Set<String> again = new HashSet<>();
  private final Map<String, Integer> timers = new HashMap<>();
  private int numbers;

  LookSchedule(Life life, Chance chance, Function<String, Optional<Duration>> look) {
    this.life = life;
    this.chance = chance;
    this.look = look;
  }

  @Override
  public void request(String nodeName) {
    if (running.contains(nodeName)) {
      again.add(nodeName);
    } else if (waiting.add(nodeName)) {
      life.later(chance.skewedMillis(10), () -> run(nodeName));
    }
  }

  private void run(String nodeName) {
    waiting.remove(nodeName);
    if (!running.add(nodeName)) {
      again.add(nodeName);
      return;
    }
    Optional<Duration> next = look.apply(nodeName);
    running.remove(nodeName);
    int number = ++numbers;
    timers.put(nodeName, number);
    next.ifPresent(delay ->
        life.later(
            delay,
            () -> {
              if (timers.getOrDefault(nodeName, 0) == number) {
                request(nodeName);
              }
            }));
    if (again.remove(nodeName)) {
      request(nodeName);
    }
  }
}
