package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.BlockedPod;
import io.nodesentinel.crds.DrainProgress;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.reconcilers.drain.DrainObserved;
import io.nodesentinel.reconcilers.drain.DrainPlan;
import io.nodesentinel.reconcilers.drain.DrainPlanner;
import io.nodesentinel.reconcilers.port.Announcement;
import java.util.List;

/// The drain of one session: what the pods of the node ask for in this look.
final class Draining {
  private final QuarantineObserved o;
  private final Situation situation;
  private final NodeRecord record;
  private final DrainPlan plan;

  Draining(QuarantineObserved observed, Situation situation, NodeRecord record) {
    this.o = observed;
    this.situation = situation;
    this.record = record;
    boolean done = isDrained();
    this.plan =
        DrainPlanner.plan(
            new DrainObserved(
                o.now(),
                record.startedAt(),
                record.taints(),
                done ? List.of() : o.drain().pods(),
                done ? List.of() : o.drain().live(),
                o.drain().attempts(),
                situation.isCaughtUp() ? situation.status().drain() : null));
  }

  /// Once drained, a node stays so for the session: nothing new is scheduled on it.
  private boolean isDrained() {
    return situation.isCaughtUp() && situation.status().phase() == Phase.Drained;
  }

  boolean needsLiveList() {
    return plan.needsLiveList() && !isDrained();
  }

  Phase phase() {
    return plan.drained() ? Phase.Drained : Phase.Draining;
  }

  /// Adds progress, evictions and news to the plan for the node.
  void into(PlanBuilder node) {
    DrainProgress before = situation.status().drain();
    DrainProgress progress = plan.progress();
    node.status.drain(progress);
    plan.evict().forEach(pod -> node.afterwards(new Step.Evict(pod, record.session())));
    if (plan.lookAgain() != null) {
      node.lookAgainIn(plan.lookAgain());
    }
    if (before == null && progress.left() > 0) {
      node.announceNews(Announcement.Reason.DrainStarted, progress.left() + " pods have to leave.");
    }
    boolean wasBlocked = before != null && !before.blocked().isEmpty();
    if (!wasBlocked && !progress.blocked().isEmpty()) {
      BlockedPod first = progress.blocked().getFirst();
      node.announceNews(
          Announcement.Reason.DrainBlocked,
          first.namespace() + "/" + first.name() + ": " + first.message());
    }
    if (plan.drained() && !isDrained()) {
      node.announce(
          Announcement.Reason.Drained, "No pod is left that counts; the API server confirms it.");
    }
  }
}
