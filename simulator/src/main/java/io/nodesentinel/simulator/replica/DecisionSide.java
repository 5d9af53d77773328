package io.nodesentinel.simulator.replica;

import io.nodesentinel.datastore.bridge.MergedNodeEvents;
import io.nodesentinel.datastore.kubernetes.EventShelf;
import io.nodesentinel.operator.cluster.NodeShelf;
import io.nodesentinel.operator.cluster.PodShelf;
import io.nodesentinel.operator.cluster.QuarantineShelf;
import io.nodesentinel.operator.control.Attention;
import io.nodesentinel.operator.leader.LeaderGate;
import io.nodesentinel.operator.leader.LeaseKeeper;
import io.nodesentinel.reconcilers.cap.NodeCap;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.port.Leadership;
import io.nodesentinel.reconcilers.port.Ports;
import io.nodesentinel.reconcilers.quarantine.QuarantineReconciler;
import io.nodesentinel.simulator.server.SimDatastore;
import io.nodesentinel.simulator.world.Chance;
import io.nodesentinel.simulator.world.Timeline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The wiring of one process: the real decision side with the real caches, gate and lease keeper,
/// on the ports of the simulated world. The same as the operator's own.
final class DecisionSide {
  final Caches caches;
  final LeaderGate gate;
  final NodeCap cap;
  final LookSchedule looks;
  final Attention attention;
  final NodePort nodes;
  final LeaseKeeper keeper;
  private final @Nullable DocumentPort documents;

  private final Replica replica;
  private final Witness witness;
  private final QuarantineReconciler reconciler;
  private int sessions;

  DecisionSide(Replica replica, Life life, Replica.Setting setting, InstantSource clock) {
    this.replica = replica;
    this.witness = setting.witness();
    Timeline time = setting.time();
    Sabotage sabotage = setting.sabotage();
    this.caches =
        new Caches(
            new NodeShelf(this::roomAppeared),
            new QuarantineShelf(),
            new PodShelf(),
            new EventShelf(),
            new PolicyBook(setting.compiler()));
    this.gate = new LeaderGate(Leading.RENEW_DEADLINE, time::nanos, this::lookEverywhere);
    this.looks = new LookSchedule(life, setting.chance(), this::look);
    this.cap = new NodeCap(setting.cap(), sabotage.census(caches.nodes(), time), looks);
    this.attention =
        new Attention(caches.nodes(), caches.quarantines(), this::nodesWithEvents, cap, looks);
    Leadership leadership = sabotage.leadership(gate);
    Connection connection =
        new Connection(
            replica,
            setting.server(),
            new Calls(replica, life, setting),
            caches,
            leadership,
            witness,
            life,
            setting.chance());
    StorePort objects = new StorePort(connection);
    SimDatastore datastore = setting.server().datastore;
    this.documents =
        datastore == null
            ? null
            : new DocumentPort(
                connection, datastore, looks, this::lookEverywhere, clock, time::nanos);
    RememberedEvents store =
        new RememberedEvents(
            documents == null ? objects : new MergedNodeEvents(objects, documents));
    PodPort pods = new PodPort(connection);
    this.nodes = new NodePort(connection, store);
    this.keeper =
        new LeaseKeeper(
            new LeasePort(connection), replica.name(), Leading.LEASE, time::nanos, gate::renewed);
    Ports ports =
        new Ports(
            clock,
            nodes,
            new QuarantinePort(connection),
            pods,
            pods,
            store,
            announcement -> witness.announced(replica, announcement),
            looks,
            leadership,
            tasks -> inAnyOrder(tasks, setting.chance()),
            () -> replica.name() + "-s" + ++sessions);
    this.reconciler =
        new QuarantineReconciler(
            sabotage.ports(ports, setting.server()),
            caches.policies(),
            cap,
            new TracedDecisions(setting.trace(), replica.name()));
  }

  /// What runs side by side in a real process may be done in any order.
  private static void inAnyOrder(List<Runnable> tasks, Chance chance) {
    List<Runnable> left = new ArrayList<>(tasks);
    while (!left.isEmpty()) {
      left.remove(chance.below(left.size())).run();
    }
  }

  private Optional<Duration> look(String nodeName) {
    try {
      return reconciler.look(nodeName);
    } catch (RuntimeException defect) {
      witness.failed(replica, defect);
      return Optional.empty();
    }
  }

  /// Looks at every node about which anything is known. What a gate or a watch says before the
  /// wiring is complete is seen by the first look.
  void lookEverywhere() {
    if (attention != null) {
      attention.everywhere();
    }
  }

  private Collection<String> nodesWithEvents() {
    Set<String> names = new TreeSet<>(caches.events().nodes());
    if (documents != null) {
      names.addAll(documents.nodes());
    }
    return names;
  }

  /// Reads the datastore, if there is one.
  void readDatastore() {
    if (documents != null) {
      documents.step();
    }
  }

  /// Other policies are in force.
  void policiesChanged() {
    if (documents != null && gate.isLeader()) {
      documents.policiesChanged();
    }
    lookEverywhere();
  }

  private void roomAppeared() {
    if (cap != null) {
      cap.roomMayHaveAppeared();
    }
  }
}
