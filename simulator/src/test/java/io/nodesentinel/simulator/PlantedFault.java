package io.nodesentinel.simulator;

import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.NodeEvents;
import io.nodesentinel.datastore.StatusWrite;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.cap.NodeCap;
import io.nodesentinel.reconcilers.node.ConditionsPatch;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.Evictions;
import io.nodesentinel.reconcilers.port.Leadership;
import io.nodesentinel.reconcilers.port.Nodes;
import io.nodesentinel.reconcilers.port.Ports;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import io.nodesentinel.reconcilers.port.Quarantines;
import io.nodesentinel.simulator.replica.Sabotage;
import io.nodesentinel.simulator.server.ApiServer;
import io.nodesentinel.simulator.world.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Faults as they happen to operators like this one, put in on purpose.
enum PlantedFault implements Sabotage {
  /// An uncordon by hand is not seen.
  LOST_CANCEL {
    @Override
    public Ports ports(Ports sound, ApiServer server) {
      return with(sound, new PatchedNodes(sound.nodes(), PlantedFault::cordoned, p -> p));
    }
  },
  /// At the end of a session the node is uncordoned, whoever cordoned it.
  UNJUSTIFIED_UNCORDON {
    @Override
    public Ports ports(Ports sound, ApiServer server) {
      return with(
          sound,
          new PatchedNodes(
              sound.nodes(),
              n -> n,
              p ->
                  Optional.empty().equals(p.annotations().get(NodeMarks.RECORD_ANNOTATION))
                      ? patch(p, p.resourceVersion(), false)
                      : p));
    }
  },
  /// One node more than allowed.
  OVERSHOOT {
    @Override
    public NodeCap.Census census(NodeCap.Census sound, Timeline time) {
      return new NodeCap.Census() {
        @Override
        public int total() {
          return sound.total();
        }

        @Override
        public int out() {
          return Math.max(0, sound.out() - 1);
        }

        @Override
        public boolean isOut(String nodeName) {
          return sound.isOut(nodeName);
        }
      };
    }
  },
  /// What a person released is forgotten.
  COOL_OFF_NOT_PERSISTED {
    @Override
    public Ports ports(Ports sound, ApiServer server) {
      return with(
          sound,
          new PatchedQuarantines(
              sound.quarantines(),
              s ->
                  s.withFaults(
                      s.faults().stream()
                          .filter(f -> f.state() != FaultState.Cancelled)
                          .toList())));
    }
  },
  /// Node patches are conditional on whatever is there.
  UNCONDITIONAL_PATCH {
    @Override
    public Ports ports(Ports sound, ApiServer server) {
      return with(
          sound,
          new PatchedNodes(
              sound.nodes(),
              n -> n,
              p -> {
                NodeView now = server.nodes.table().get(p.name());
                return now == null ? p : patch(p, now.resourceVersion(), p.unschedulable());
              }));
    }
  },
  /// Statuses that could not be written are not tried again.
  DROPPED_OWED {
    @Override
    public Ports ports(Ports sound, ApiServer server) {
      return with(sound, new PatchedQuarantines(sound.quarantines(), s -> s.withOwed(List.of())));
    }
  },
  /// Evictions that wait are carried out although the session was cancelled meanwhile.
  EVICTION_AFTER_CANCEL {
    @Override
    public Ports ports(Ports sound, ApiServer server) {
      Evictions careless =
          (pod, stillWanted, then) -> sound.evictions().evict(pod, () -> true, then);
      return new Ports(
          sound.clock(),
          sound.nodes(),
          sound.quarantines(),
          sound.pods(),
          careless,
          sound.store(),
          sound.announcer(),
          sound.looks(),
          sound.leadership(),
          sound.together(),
          sound.newSessionId());
    }
  },
  /// A healthy event closes faults that were reported after it.
  HEALTHY_CLOSES_NEWER {
    @Override
    public Ports ports(Ports sound, ApiServer server) {
      return with(sound, new LastWordToTheHealthy(sound.store()));
    }
  },
  /// A leader whose lease has run out goes on.
  STALE_LEADER {
    @Override
    public Leadership leadership(Leadership sound) {
      AtomicBoolean led = new AtomicBoolean();
      return () -> {
        if (sound.isLeader()) {
          led.set(true);
        }
        return led.get();
      };
    }

    @Override
    public boolean endsWhenSucceeded() {
      return false;
    }
  };

  private static Ports with(Ports sound, Nodes nodes) {
    return new Ports(
        sound.clock(),
        nodes,
        sound.quarantines(),
        sound.pods(),
        sound.evictions(),
        sound.store(),
        sound.announcer(),
        sound.looks(),
        sound.leadership(),
        sound.together(),
        sound.newSessionId());
  }

  private static Ports with(Ports sound, Quarantines quarantines) {
    return new Ports(
        sound.clock(),
        sound.nodes(),
        quarantines,
        sound.pods(),
        sound.evictions(),
        sound.store(),
        sound.announcer(),
        sound.looks(),
        sound.leadership(),
        sound.together(),
        sound.newSessionId());
  }

  private static Ports with(Ports sound, NodeEvents store) {
    return new Ports(
        sound.clock(),
        sound.nodes(),
        sound.quarantines(),
        sound.pods(),
        sound.evictions(),
        store,
        sound.announcer(),
        sound.looks(),
        sound.leadership(),
        sound.together(),
        sound.newSessionId());
  }

  private static NodeView cordoned(NodeView node) {
    return node.annotations().containsKey(NodeMarks.RECORD_ANNOTATION) && !node.unschedulable()
        ? new NodeView(
            node.name(),
            node.uid(),
            node.systemUuid(),
            node.resourceVersion(),
            node.createdAt(),
            node.labels(),
            node.annotations(),
            true,
            Set.of(NodeMarks.FIELD_MANAGER),
            node.taints(),
            node.conditions(),
            node.ready())
        : node;
  }

  private static NodePatch patch(NodePatch p, String version, @Nullable Boolean unschedulable) {
    return new NodePatch(
        p.name(), p.uid(), version, unschedulable, p.taints(), p.labels(), p.annotations());
  }

  private record PatchedNodes(
      Nodes sound, UnaryOperator<NodeView> seen, UnaryOperator<NodePatch> sent) implements Nodes {
    @Override
    public @Nullable NodeView get(String name) {
      NodeView node = sound.get(name);
      return node == null ? null : seen.apply(node);
    }

    @Override
    public @Nullable NodeView read(String name) {
      NodeView node = sound.read(name);
      return node == null ? null : seen.apply(node);
    }

    @Override
    public NodeView patch(NodePatch patch, BooleanSupplier stillMeant) {
      return seen.apply(sound.patch(sent.apply(patch), stillMeant));
    }

    @Override
    public NodeView patchConditions(ConditionsPatch patch) {
      return seen.apply(sound.patchConditions(patch));
    }
  }

  private record PatchedQuarantines(
      Quarantines sound, Function<NodeQuarantineStatus, NodeQuarantineStatus> written)
      implements Quarantines {
    @Override
    public @Nullable QuarantineView get(String nodeName) {
      return sound.get(nodeName);
    }

    @Override
    public QuarantineView write(QuarantineWrite w) {
      return sound.write(
          new QuarantineWrite(w.nodeName(), w.base(), w.spec(), written.apply(w.status())));
    }

    @Override
    public void letGo(QuarantineView quarantine) {
      sound.letGo(quarantine);
    }

    @Override
    public void delete(QuarantineView quarantine) {
      sound.delete(quarantine);
    }
  }

  private record LastWordToTheHealthy(NodeEvents sound) implements NodeEvents {
    @Override
    public List<StoredEvent> eventsOf(String nodeName) {
      List<StoredEvent> events = new ArrayList<>(sound.eventsOf(nodeName));
      long last = events.isEmpty() ? 0 : events.getLast().order();
      events.replaceAll(e -> e.event().isHealthy() ? later(e, last) : e);
      return events;
    }

    private static StoredEvent later(StoredEvent e, long last) {
      HealthEventSpec s = e.event();
      HealthEventSpec spec =
          new HealthEventSpec(
              s.nodeName(),
              s.agent(),
              s.componentClass(),
              s.checkName(),
              s.version(),
              true,
              s.isFatal(),
              s.message(),
              s.recommendedAction(),
              s.customRecommendedAction(),
              s.errorCode(),
              s.entitiesImpacted(),
              s.metadata(),
              s.generatedTimestamp() == null ? null : s.generatedTimestamp().plusSeconds(120),
              s.quarantineOverrides(),
              s.drainOverrides(),
              s.processingStrategy());
      return new StoredEvent(e.ref(), last + 1, e.createdAt(), spec, e.status());
    }

    @Override
    public StatusWrite writeStatus(EventRef ref, HealthEventStatus status) {
      return sound.writeStatus(ref, status);
    }
  }
}
