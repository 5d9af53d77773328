package io.nodesentinel.simulator.replica;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.QuarantinePolicy;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.datastore.kubernetes.EventShelf;
import io.nodesentinel.datastore.kubernetes.Pruning;
import io.nodesentinel.operator.cluster.NodeShelf;
import io.nodesentinel.operator.cluster.PodShelf;
import io.nodesentinel.operator.cluster.QuarantineShelf;
import io.nodesentinel.operator.control.Attention;
import io.nodesentinel.operator.control.NodeChanges;
import io.nodesentinel.operator.control.PolicyWatch;
import io.nodesentinel.operator.leader.LeaderGate;
import io.nodesentinel.operator.leader.LeaseKeeper;
import io.nodesentinel.operator.leader.LeasePace;
import io.nodesentinel.reconcilers.cap.CapLimit;
import io.nodesentinel.reconcilers.cap.NodeCap;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.Leadership;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.Ports;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.quarantine.DecisionLog;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan;
import io.nodesentinel.reconcilers.quarantine.QuarantineReconciler;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.server.Table.Change;
import io.nodesentinel.simulator.world.Chance;
import io.nodesentinel.simulator.world.Noise;
import io.nodesentinel.simulator.world.Timeline;
import io.nodesentinel.simulator.world.Trace;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One operator process: the real decision side with the real caches, gate and lease keeper, wired
/// as in the operator.
public final class Replica {
  /// The default lease of the operator.
  public static final Duration LEASE = Duration.ofSeconds(15);

  private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
  private static final LeasePace PACE = new LeasePace(Duration.ofSeconds(2));
  private static final Duration TIMEOUT = LEASE.minus(RENEW_DEADLINE);
  private static final Duration TAKEOVER_RETRY = Duration.ofSeconds(1);
  private static final Duration PRUNE_EVERY = Duration.ofMinutes(1);

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

  private final String name;
  private final Setting setting;
  private final Life life;
  private final Caches caches;
  private final LeaderGate gate;
  private final NodeCap cap;
  private final LookSchedule looks;
  private final Attention attention;
  private final QuarantineReconciler reconciler;
  private final Connection.NodePort nodePort;
  private final LeaseKeeper keeper;
  private final Runnable ended;
  private final Map<String, Watch<?>> watches = new HashMap<>();
  private Duration clockOffset = Duration.ZERO;
  private int sessions;
  private boolean ticking;

  /// A process that has not begun.
  ///
  /// @param name unique in the world
  /// @param ended run when it ends by itself
  public Replica(String name, Setting setting, Runnable ended) {
    this.name = name;
    this.setting = setting;
    this.ended = ended;
    Timeline time = setting.time();
    Chance chance = setting.chance();
    this.life = new Life(time);
    this.caches =
        new Caches(
            new NodeShelf(this::roomAppeared),
            new QuarantineShelf(),
            new PodShelf(),
            new EventShelf(),
            new PolicyBook(setting.compiler()));
    this.gate = new LeaderGate(RENEW_DEADLINE, time::nanos, this::lookEverywhere);
    this.looks = new LookSchedule(life, chance, this::look);
    this.cap = new NodeCap(setting.cap(), setting.sabotage().census(caches.nodes(), time), looks);
    this.attention =
        new Attention(caches.nodes(), caches.quarantines(), caches.events()::nodes, cap, looks);
    Calls calls =
        new Calls(
            life, setting.server(), time, chance, setting.noise(), TIMEOUT, setting.trace(), name);
    Leadership leadership = setting.sabotage().leadership(gate);
    Connection connection =
        new Connection(
            this, setting.server(), calls, caches, leadership, setting.witness(), life, chance);
    this.nodePort = connection.new NodePort();
    Connection.PodPort pods = connection.new PodPort();
    InstantSource clock = () -> time.instant().plus(clockOffset);
    Ports ports =
        new Ports(
            clock,
            nodePort,
            connection.new QuarantinePort(),
            pods,
            pods,
            connection.new StorePort(),
            announcement ->
                setting
                    .trace()
                    .say(
                        name,
                        () ->
                            "announces "
                                + announcement.reason()
                                + " on "
                                + announcement.nodeName()),
            looks,
            leadership,
            () -> name + "-s" + ++sessions);
    this.reconciler =
        new QuarantineReconciler(
            setting.sabotage().ports(ports, setting.server()), caches.policies(), cap, new Log());
    this.keeper =
        new LeaseKeeper(connection.new LeasePort(), name, LEASE, time::nanos, gate::renewed);
  }

  public String name() {
    return name;
  }

  // Its life.

  /// Begins: lists everything, then competes for the lease.
  public void start() {
    ApiServer server = setting.server();
    PolicyWatch policies = new PolicyWatch(caches.policies(), this::lookEverywhere);
    watch("policies", server.policies, c -> policyChanged(policies, c), List::of).list();
    watch(
            "events",
            server.events.table(),
            this::eventChanged,
            () -> caches.events().keySet().toList())
        .list();
    caches.events().arrived();
    watch(
            "quarantines",
            server.quarantines.table(),
            this::quarantineChanged,
            () -> caches.quarantines().views().stream().map(QuarantineView::nodeName).toList())
        .list();
    watch("pods", server.pods.table(), this::podChanged, () -> caches.pods().keySet().toList())
        .list();
    watch("nodes", server.nodes.table(), this::nodeChanged, () -> caches.nodes().keySet().toList())
        .list();
    setting.trace().say(name, () -> "starts");
    life.later(Duration.ofMillis(1), this::tick);
    life.periodically(PRUNE_EVERY, this::prune);
  }

  private <V> Watch<V> watch(
      String kind,
      io.nodesentinel.simulator.server.Table<V> table,
      java.util.function.Consumer<Change<V>> handler,
      java.util.function.Supplier<List<String>> known) {
    Watch<V> watch =
        new Watch<>(
            table, life, setting.chance(), setting.noise(), handler, () -> known.get().stream());
    watches.put(kind, watch);
    return watch;
  }

  /// It is killed.
  public void kill() {
    if (life.isAlive()) {
      setting.trace().say(name, () -> "is killed");
      life.end();
      gate.shut();
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
          gate.shut();
          try {
            keeper.giveBack();
          } catch (ApiException noAnswer) {
            // Then the lease runs out.
          }
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
    watches.forEach((k, watch) -> {
      if (kind.isEmpty() || kind.equals(k)) {
        watch.stall(duration, expired);
      }
    });
  }

  public boolean isAlive() {
    return life.isAlive();
  }

  public boolean isStill() {
    return !life.stillFor().isZero();
  }

  public boolean isLeader() {
    return life.isAlive() && gate.isLeader();
  }

  // Leading.

  private void tick() {
    if (ticking) {
      return;
    }
    ticking = true;
    Duration next = PACE.afterAnswer();
    try {
      switch (keeper.tick()) {
        case WON -> takeOver();
        case LOST -> {
          if (!setting.sabotage().endsWhenSucceeded()) {
            break;
          }
          setting.trace().say(name, () -> "has lost the lease and ends");
          gate.shut();
          life.end();
          ended.run();
        }
        case HELD, WAITING -> {}
      }
    } catch (ApiException noAnswer) {
      next = PACE.afterFailure(noAnswer);
    } finally {
      ticking = false;
    }
    life.periodically(next.plus(setting.chance().millis(0, 200)), this::tick);
  }

  private void takeOver() {
    life.later(
        Duration.ZERO,
        () -> {
          try {
            nodePort.readOut();
          } catch (ApiException noAnswer) {
            life.later(TAKEOVER_RETRY, this::takeOver);
            return;
          }
          setting.trace().say(name, () -> "leads");
          gate.open();
          attention.begin();
        });
  }

  /// Looks at every node about which anything is known.
  public void lookEverywhere() {
    if (attention != null) {
      attention.everywhere();
    }
  }

  private void roomAppeared() {
    if (cap != null) {
      cap.roomMayHaveAppeared();
    }
  }

  private void prune() {
    life.periodically(PRUNE_EVERY, this::prune);
    if (!gate.isLeader()) {
      return;
    }
    Pruning.Bounds bounds = new Pruning.Bounds(Duration.ofHours(24), setting.maxEvents());
    for (StoredEvent event :
        Pruning.plan(caches.events().all(), bounds, this::isNeeded, setting.time().instant())) {
      if (setting.server().events.delete(event.ref())) {
        setting.trace().say(name, () -> "prunes event " + event.ref().id());
      }
    }
  }

  private boolean isNeeded(StoredEvent event) {
    QuarantineView quarantine = caches.quarantines().view(event.event().nodeName());
    return quarantine != null
        && quarantine.status().faults().stream()
            .anyMatch(f -> event.ref().id().equals(f.sourceEvent()));
  }

  // Changes.

  private void policyChanged(PolicyWatch policies, Change<QuarantinePolicy> change) {
    if (change.removed()) {
      policies.onDelete(change.value(), false);
    } else {
      policies.onUpdate(change.value(), change.value());
    }
  }

  private void eventChanged(Change<HealthEvent> change) {
    if (change.removed()) {
      caches.events().remove(change.key());
    } else {
      caches.events().put(change.key(), change.value());
    }
    looks.request(change.value().getSpec().nodeName());
  }

  private void quarantineChanged(Change<QuarantineView> change) {
    if (change.removed()) {
      QuarantineView held = caches.quarantines().view(change.key());
      QuarantineView gone = change.version() == 0 && held != null ? held : change.value();
      caches.quarantines().remove(gone);
    } else {
      caches.quarantines().take(change.value());
    }
    attention.quarantineChanged(change.key());
  }

  private void podChanged(Change<PodView> change) {
    if (change.removed()) {
      caches.pods().remove(change.key());
    } else {
      caches.pods().take(change.value());
    }
    attention.podChanged(change.value().nodeName());
  }

  private void nodeChanged(Change<NodeView> change) {
    if (change.removed()) {
      caches.nodes().remove(change.key());
      looks.request(change.key());
      return;
    }
    NodeView before = caches.nodes().view(change.key());
    caches.nodes().take(change.value());
    NodeView now = caches.nodes().view(change.key());
    if (before == null || now != null && NodeChanges.matter(before, now)) {
      looks.request(change.key());
    }
  }

  private Optional<Duration> look(String nodeName) {
    try {
      return reconciler.look(nodeName);
    } catch (RuntimeException defect) {
      setting.witness().failed(this, defect);
      return Optional.empty();
    }
  }

  // What it has in memory.

  /// The node as this process knows it; null if it knows none.
  public @Nullable NodeView node(String nodeName) {
    return caches.nodes().view(nodeName);
  }

  /// The `NodeQuarantine` as this process knows it; null if it knows none.
  public @Nullable QuarantineView quarantine(String nodeName) {
    return caches.quarantines().view(nodeName);
  }

  /// How many nodes are out, as its metrics say.
  public int out() {
    return caches.nodes().out();
  }

  /// How many nodes wait for a place, as its metrics say.
  public int held() {
    return cap.heldCount();
  }

  /// How many nodes there are, as its metrics say.
  public int nodes() {
    return caches.nodes().total();
  }

  /// The nodes that are out in its view.
  public List<String> outNodes() {
    List<String> out = new ArrayList<>();
    for (NodeView node : caches.nodes().views()) {
      if (node.isOut()) {
        out.add(node.name());
      }
    }
    return out;
  }

  private final class Log implements DecisionLog {
    @Override
    public void decided(String nodeName, String session, QuarantinePlan plan) {
      setting
          .trace()
          .say(name, () -> nodeName + ": " + plan.decision() + " " + session + " " + plan.reason());
    }

    @Override
    public void brokeOff(String nodeName, QuarantinePlan plan, ApiException cause) {
      setting
          .trace()
          .say(name, () -> nodeName + ": " + plan.decision() + " broke off: " + cause.getMessage());
    }
  }
}
