package io.nodesentinel.simulator.replica;

import io.nodesentinel.simulator.world.Timeline;
import java.time.Duration;

/// One process from its start to its end. It may be killed, and it may stand still, at any moment
/// in which it waits.
final class Life {
  private final Timeline time;
  private boolean dead;
  private long stoodStillUntil;

  Life(Timeline time) {
    this.time = time;
  }

  boolean isAlive() {
    return !dead;
  }

  void end() {
    dead = true;
  }

  void standStill(Duration duration) {
    stoodStillUntil = Math.max(stoodStillUntil, time.nanos() + duration.toNanos());
  }

  /// How long it will not move; zero if it moves.
  Duration stillFor() {
    return Duration.ofNanos(Math.max(0, stoodStillUntil - time.nanos()));
  }

  /// Waits within what it is doing.
  ///
  /// @throws Died if it is killed meanwhile
  void await(Duration duration) {
    time.elapse(duration);
    while (!dead && !stillFor().isZero()) {
      time.elapse(stillFor());
    }
    if (dead) {
      throw new Died();
    }
  }

  /// Does something later, if it lives then, and as soon as it moves.
  void later(Duration delay, Runnable task) {
    time.after(delay, () -> now(task));
  }

  /// The same, again and again, by the task's own doing.
  void periodically(Duration delay, Runnable task) {
    time.periodic(delay, () -> now(task));
  }

  private void now(Runnable task) {
    if (dead) {
      return;
    }
    Duration still = stillFor();
    if (!still.isZero()) {
      time.after(still, () -> now(task));
      return;
    }
    try {
      task.run();
    } catch (Died died) {
      // Whatever else it did was unwound where it waited.
    }
  }
}
