package io.nodesentinel.simulator.replica;

import io.nodesentinel.operator.leader.LeaderGate;
import io.nodesentinel.operator.leader.LeaseKeeper;
import io.nodesentinel.operator.leader.LeasePace;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.simulator.world.Chance;
import io.nodesentinel.simulator.world.Trace;
import java.time.Duration;

/// How one process competes for the lease, takes over, and ends when another one has it.
final class Leading {
  /// The default lease of the operator.
  static final Duration LEASE = Duration.ofSeconds(15);

  static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);

  private static final LeasePace PACE = new LeasePace(Duration.ofSeconds(2));
  private static final Duration TAKEOVER_RETRY = Duration.ofSeconds(1);

  /// What a process does about its leadership.
  ///
  /// @param readOut reads every node that is out from the API server
  /// @param begin looks at what its predecessor left
  /// @param ended it has ended by itself
  record Duties(Runnable readOut, Runnable begin, Runnable ended) {}

  private final String name;
  private final Life life;
  private final LeaderGate gate;
  private final LeaseKeeper keeper;
  private final Duties duties;
  private final Sabotage sabotage;
  private final Chance chance;
  private final Trace trace;
  private boolean ticking;

  Leading(
      String name,
      Life life,
      LeaderGate gate,
      LeaseKeeper keeper,
      Duties duties,
      Replica.Setting setting) {
    this.name = name;
    this.life = life;
    this.gate = gate;
    this.keeper = keeper;
    this.duties = duties;
    this.sabotage = setting.sabotage();
    this.chance = setting.chance();
    this.trace = setting.trace();
  }

  boolean isLeader() {
    return gate.isLeader();
  }

  /// From here on it does not act, whatever the lease says.
  void shut() {
    gate.shut();
  }

  /// Gives the lease back.
  void giveBack() {
    try {
      keeper.giveBack();
    } catch (ApiException noAnswer) {
      // Then the lease runs out.
    }
  }

  /// Asks for the lease or renews it, from now on again and again.
  void tick() {
    if (ticking) {
      return;
    }
    ticking = true;
    Duration next = PACE.afterAnswer();
    try {
      switch (keeper.tick()) {
        case WON -> takeOver();
        case LOST -> lost();
        case HELD, WAITING -> {}
      }
    } catch (ApiException noAnswer) {
      next = PACE.afterFailure(noAnswer);
    } finally {
      ticking = false;
    }
    life.periodically(next.plus(chance.millis(0, 200)), this::tick);
  }

  private void lost() {
    if (sabotage.endsWhenSucceeded()) {
      trace.say(name, () -> "has lost the lease and ends");
      gate.shut();
      life.end();
      duties.ended().run();
    }
  }

  private void takeOver() {
    life.later(
        Duration.ZERO,
        () -> {
          try {
            duties.readOut().run();
          } catch (ApiException noAnswer) {
            life.later(TAKEOVER_RETRY, this::takeOver);
            return;
          }
          trace.say(name, () -> "leads");
          gate.open();
          duties.begin().run();
        });
  }
}
