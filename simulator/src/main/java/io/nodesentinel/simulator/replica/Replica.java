package io.nodesentinel.simulator.replica;

import io.nodesentinel.reconcilers.cap.CapLimit;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.world.Chance;
import io.nodesentinel.simulator.world.Noise;
import io.nodesentinel.simulator.world.Timeline;
import io.nodesentinel.simulator.world.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One operator process: how it begins, stands still, stops and dies, and what it has in memory.
public final class Replica {
  /// What a process is started with.
  ///
  /// @param sabotage breaks a port on purpose; the identity for a sound one
  /// @param maxEvents how many events are kept
  public record Setting(
      ApiServer server,
      Timeline time,
      Chance chance,
      Noise noise,
      Trace trace,
      Witness witness,
      CapLimit cap,
      int maxEvents,
      PolicyBook.Compiler compiler,
      Sabotage sabotage) {}

  private static final Duration READ_EVERY = Duration.ofMillis(300);

  private final String name;
  private final Setting setting;
  private final Life life;
  private final DecisionSide side;
  private final Intake intake;
  private final Leading leading;
  private final Pruner pruner;
  private Duration clockOffset = Duration.ZERO;

  /// A process that has not begun.
  ///
  /// @param name unique in the world
  /// @param ended run when it ends by itself
  public Replica(String name, Setting setting, Runnable ended) {
    this.name = name;
    this.setting = setting;
    this.life = new Life(setting.time());
    this.side =
        new DecisionSide(this, life, setting, () -> setting.time().instant().plus(clockOffset));
    this.intake =
        new Intake(life, setting, side.caches, side.attention, side.looks, side::policiesChanged);
    Leading.Duties duties = new Leading.Duties(side.nodes::readOut, side.attention::begin, ended);
    this.leading = new Leading(name, life, side.gate, side.keeper, duties, setting);
    this.pruner = new Pruner(name, setting, side.caches);
  }

  public String name() {
    return name;
  }

  // Its life.

  /// Begins: lists everything, then competes for the lease.
  public void start() {
    intake.begin();
    setting.trace().say(name, () -> "starts");
    life.later(Duration.ofMillis(1), leading::tick);
    life.periodically(Pruner.EVERY, this::prune);
    if (setting.server().datastore != null) {
      life.periodically(READ_EVERY, this::readDatastore);
    }
  }

  private void readDatastore() {
    life.periodically(READ_EVERY, this::readDatastore);
    side.readDatastore();
  }

  private void prune() {
    life.periodically(Pruner.EVERY, this::prune);
    if (leading.isLeader()) {
      pruner.prune();
    }
  }

  /// It is killed.
  public void kill() {
    if (life.isAlive()) {
      setting.trace().say(name, () -> "is killed");
      life.end();
      leading.shut();
    }
  }

  /// An orderly stop: it stops acting and gives the lease back.
  ///
  /// @param then run when it has ended
  public void stop(Runnable then) {
    life.later(
        Duration.ZERO,
        () -> {
          setting.trace().say(name, () -> "stops");
          leading.shut();
          leading.giveBack();
          life.end();
          then.run();
        });
  }

  /// It stands still.
  public void pause(Duration duration) {
    setting.trace().say(name, () -> "stands still for " + duration);
    life.standStill(duration);
  }

  /// Somebody sets its clock.
  public void stepClock(Duration by) {
    setting.trace().say(name, () -> "its clock steps by " + by);
    clockOffset = clockOffset.plus(by);
  }

  /// Its clock is right again.
  public void setClock() {
    clockOffset = Duration.ZERO;
  }

  /// One of its watches, or all of them if `kind` is empty, breaks for a while.
  ///
  /// @param expired afterwards the server has forgotten where it was
  public void breakWatch(String kind, Duration duration, boolean expired) {
    setting
        .trace()
        .say(
            name,
            () ->
                "its watch of "
                    + (kind.isEmpty() ? "everything" : kind)
                    + " breaks for "
                    + duration
                    + (expired ? ", and has expired then" : ""));
    intake.stall(kind, duration, expired);
  }

  public boolean isAlive() {
    return life.isAlive();
  }

  public boolean isLeader() {
    return life.isAlive() && leading.isLeader();
  }

  /// Looks at every node about which anything is known.
  public void lookEverywhere() {
    side.lookEverywhere();
  }

  // What it has in memory.

  /// The node as this process knows it; null if it knows none.
  public @Nullable NodeView node(String nodeName) {
    return side.caches.nodes().view(nodeName);
  }

  /// The `NodeQuarantine` as this process knows it; null if it knows none.
  public @Nullable QuarantineView quarantine(String nodeName) {
    return side.caches.quarantines().view(nodeName);
  }

  /// How many nodes are out, as its metrics say.
  public int out() {
    return side.caches.nodes().out();
  }

  /// How many nodes wait for a place, as its metrics say.
  public int held() {
    return side.cap.heldCount();
  }

  /// How many nodes there are, as its metrics say.
  public int nodes() {
    return side.caches.nodes().total();
  }

  /// The nodes that are out in its view.
  public List<String> outNodes() {
    List<String> out = new ArrayList<>();
    for (NodeView node : side.caches.nodes().views()) {
      if (node.isOut()) {
        out.add(node.name());
      }
    }
    return out;
  }
}
