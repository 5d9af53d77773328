package io.nodesentinel.simulator.replica;

import io.nodesentinel.crds.HealthEvent;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoreException;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.operator.leader.LeaseView;
import io.nodesentinel.operator.leader.Leases;
import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.Evictions;
import io.nodesentinel.reconcilers.port.Leadership;
import io.nodesentinel.reconcilers.port.Nodes;
import io.nodesentinel.reconcilers.port.PodView;
import io.nodesentinel.reconcilers.port.Pods;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import io.nodesentinel.reconcilers.port.Quarantines;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.world.Chance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The ports of one process over the simulated server: reads answer from its caches, writes go
/// through its [Calls], and what a write returns counts at once, as in the operator itself.
final class Connection {
  private final Replica replica;
  private final ApiServer server;
  private final Calls calls;
  private final Caches caches;
  private final Leadership leadership;
  private final Witness witness;
  private final Life life;
  private final Chance chance;
  private final Map<String, List<StoredEvent>> known = new HashMap<>();

  Connection(
      Replica replica,
      ApiServer server,
      Calls calls,
      Caches caches,
      Leadership leadership,
      Witness witness,
      Life life,
      Chance chance) {
    this.replica = replica;
    this.server = server;
    this.calls = calls;
    this.caches = caches;
    this.leadership = leadership;
    this.witness = witness;
    this.life = life;
    this.chance = chance;
  }

  /// A write waits for its lane, and is not sent if this process may not act any more by then.
  private void takeTurn() {
    life.await(chance.skewedMillis(20));
    if (!leadership.isLeader()) {
      throw new ApiException(
          ApiException.Kind.UNAVAILABLE, "this replica does not lead any more", null, null);
    }
  }

  final class NodePort implements Nodes {
    @Override
    public @Nullable NodeView get(String name) {
      return caches.nodes().view(name);
    }

    @Override
    public @Nullable NodeView read(String name) {
      NodeView now =
          calls.<@Nullable NodeView>send("get node " + name, () -> server.nodes.table().get(name));
      if (now == null) {
        caches.nodes().remove(name);
        return null;
      }
      caches.nodes().take(now);
      return now;
    }

    @Override
    public NodeView patch(NodePatch patch, BooleanSupplier stillMeant) {
      takeTurn();
      String name = patch.name();
      if (!stillMeant.getAsBoolean()) {
        throw new ApiException(
            ApiException.Kind.CONFLICT, "node " + name + ": not asked for any more", null, null);
      }
      QuarantineView request = caches.quarantines().view(name);
      List<StoredEvent> basis = known.getOrDefault(name, List.of());
      NodeView after =
          calls.send(
              "patch node " + name + " at " + patch.resourceVersion(),
              () -> {
                NodeView before = server.nodes.table().get(name);
                NodeView result = server.nodes.patch(patch);
                if (before != null && !result.equals(before)) {
                  witness.wrote(replica, "node " + name);
                  witness.nodePatched(replica, before, result, basis, request);
                }
                return result;
              });
      caches.nodes().take(after);
      return after;
    }

    @Override
    public NodeView patchConditions(ConditionsPatch patch) {
      takeTurn();
      NodeView after =
          calls.send(
              "patch conditions of node " + patch.name(),
              () -> {
                witness.wrote(replica, "conditions of node " + patch.name());
                return server.nodes.patchConditions(patch);
              });
      caches.nodes().take(after);
      return after;
    }

    /// Reads every node that is out.
    void readOut() {
      List<NodeView> out =
          calls.send(
              "list the nodes that are out",
              () -> server.nodes.table().values().stream().filter(NodeView::isOut).toList());
      out.forEach(caches.nodes()::take);
    }
  }

  final class QuarantinePort implements Quarantines {
    @Override
    public @Nullable QuarantineView get(String nodeName) {
      return caches.quarantines().view(nodeName);
    }

    @Override
    public QuarantineView write(QuarantineWrite write) {
      String name = write.nodeName();
      NodeQuarantineSpec spec = write.spec();
      QuarantineView first =
          write.base() == null
              ? write("create " + name, () -> server.quarantines.createEmpty(name))
              : write.base();
      QuarantineView base = first;
      if (spec != null || !base.finalizer() && !base.deleting()) {
        base =
            write("apply spec of " + name, () -> server.quarantines.applySpec(name, first, spec));
      }
      QuarantineView known = base;
      return write(
          "apply status of " + name, () -> server.quarantines.applyStatus(known, write.status()));
    }

    private QuarantineView write(String what, java.util.function.Supplier<QuarantineView> effect) {
      takeTurn();
      QuarantineView written =
          calls.send(
              what,
              () -> {
                int before = server.quarantines.table().length();
                QuarantineView result = effect.get();
                if (server.quarantines.table().length() > before) {
                  witness.wrote(replica, what);
                }
                return result;
              });
      caches.quarantines().take(written);
      return written;
    }

    @Override
    public void letGo(QuarantineView quarantine) {
      takeTurn();
      calls.send(
          "let go of " + quarantine.nodeName(),
          () -> {
            server.quarantines.letGo(quarantine);
            witness.wrote(replica, "finalizer of " + quarantine.nodeName());
            return "";
          });
      caches.quarantines().remove(quarantine);
    }

    @Override
    public void delete(QuarantineView quarantine) {
      takeTurn();
      QuarantineView rest =
          calls.<@Nullable QuarantineView>send(
              "delete " + quarantine.nodeName(),
              () -> {
                witness.wrote(replica, "deletion of " + quarantine.nodeName());
                return server.quarantines.delete(quarantine);
              });
      if (rest == null) {
        caches.quarantines().remove(quarantine);
      } else {
        caches.quarantines().take(rest);
      }
    }
  }

  final class PodPort implements Pods, Evictions {
    @Override
    public List<PodView> onNode(String nodeName) {
      return caches.pods().onNode(nodeName);
    }

    @Override
    public List<PodView> readOnNode(String nodeName) {
      List<PodView> pods =
          calls.send("list pods of " + nodeName, () -> server.pods.onNode(nodeName));
      pods.forEach(caches.pods()::take);
      return pods;
    }

    @Override
    public void evict(PodView pod, BooleanSupplier stillWanted, Consumer<EvictionResult> then) {
      life.later(
          chance.skewedMillis(200),
          () -> {
            if (stillWanted.getAsBoolean()) {
              witness.evicting(replica, pod);
              send(pod, then);
            }
          });
    }

    private void send(PodView pod, Consumer<EvictionResult> then) {
      EvictionResult[] answer = new EvictionResult[1];
      calls.sendLater(
          "evict " + pod.name(),
          () -> answer[0] = server.pods.evict(pod),
          failure -> {
            EvictionResult result =
                failure == null
                    ? answer[0]
                    : new EvictionResult.Busy(String.valueOf(failure.getMessage()), null);
            witness.evicted(replica, pod, result);
            then.accept(result);
          });
    }
  }

  final class StorePort implements NodeEvents {
    @Override
    public List<StoredEvent> eventsOf(String nodeName) {
      List<StoredEvent> events = caches.events().ofNode(nodeName);
      known.put(nodeName, events);
      return events;
    }

    @Override
    public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
      try {
        takeTurn();
        @Nullable HealthEvent[] written = new HealthEvent[1];
        StatusWrite outcome =
            calls.send(
                "status of event " + ref.id(),
                () -> {
                  if (server.storeDown) {
                    throw new ApiException(
                        ApiException.Kind.UNAVAILABLE, "503 the store is down", null, null);
                  }
                  StatusWrite result = server.events.writeStatus(ref, status);
                  HealthEvent now = server.events.table().get(ref.id());
                  if (result == StatusWrite.WRITTEN && now != null) {
                    witness.wrote(replica, "status of event " + ref.id());
                    written[0] = now;
                  }
                  return result;
                });
        if (written[0] != null) {
          caches.events().put(ref.id(), written[0]);
        }
        if (outcome == StatusWrite.GONE) {
          caches.events().remove(ref.id());
        }
        return outcome;
      } catch (ApiException failure) {
        throw new StoreException(String.valueOf(failure.getMessage()), true, failure);
      }
    }
  }

  final class LeasePort implements Leases {
    @Override
    public @Nullable LeaseView read() {
      return calls.<@Nullable LeaseView>send("get lease", server.lease::read);
    }

    @Override
    public LeaseView write(@Nullable LeaseView base, String holder) {
      return calls.send("write lease", () -> server.lease.write(base, holder));
    }
  }
}
