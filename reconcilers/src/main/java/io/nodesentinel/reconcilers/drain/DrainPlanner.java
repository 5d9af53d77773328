package io.nodesentinel.reconcilers.drain;

import io.nodesentinel.crds.BlockedPod;
import io.nodesentinel.crds.DrainProgress;
import io.nodesentinel.reconcilers.port.EvictionResult;
import io.nodesentinel.reconcilers.port.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides which pods are evicted next, and when a node is drained. Pure.
///
/// One eviction per pod UID: a pod that is terminating, or whose eviction was accepted or is under
/// way, is waited for. "Evicted" is not "drained": drained means that no countable pod is left, by
/// a list from the API server and not from memory.
public final class DrainPlanner {
  private DrainPlanner() {}

  /// The plan for one look at one node.
  public static DrainPlan plan(DrainObserved o) {
    List<PodView> left = Countable.of(o.live() == null ? o.pods() : o.live(), o.taints());
    List<PodView> evict = new ArrayList<>();
    List<BlockedPod> blocked = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    @Nullable Instant next = null;
    for (PodView pod : left.stream().sorted(Comparator.comparing(PodView::id)).toList()) {
      EvictionAttempt attempt = o.attempts().get(pod.uid());
      String doing = "evict";
      if (pod.terminating()) {
        doing = "terminating";
      } else if (attempt == null) {
        evict.add(pod);
      } else if (attempt.result() == null || attempt.next() == null) {
        doing = "evicted, waiting";
      } else {
        doing = "blocked";
        blocked(pod, attempt, blocked);
        if (!attempt.next().isAfter(o.now())) {
          evict.add(pod);
        } else if (next == null || attempt.next().isBefore(next)) {
          next = attempt.next();
        }
      }
      if (lines.size() < DrainProgress.MAX_PLAN) {
        lines.add(pod.id() + ": " + doing);
      }
    }
    boolean empty = left.isEmpty();
    boolean drained = empty && o.live() != null;
    Duration lookAgain = next == null ? null : Duration.between(o.now(), next);
    if (!empty && o.live() != null && Countable.of(o.pods(), o.taints()).isEmpty()) {
      // Memory is behind the API server; the watch will say more soon.
      lookAgain = Duration.ofMillis(200);
    }
    return new DrainPlan(
        evict, empty && o.live() == null, drained, progress(o, left, lines, blocked), lookAgain);
  }

  private static DrainProgress progress(
      DrainObserved o, List<PodView> left, List<String> lines, List<BlockedPod> blocked) {
    DrainProgress before = o.before();
    int gone = before == null ? 0 : Math.max(0, before.total() - left.size());
    int evicted = before == null ? 0 : Math.max(before.evicted(), gone);
    int total = Math.max(before == null ? 0 : before.total(), left.size());
    return new DrainProgress(
        lines,
        total,
        left.size(),
        evicted,
        blocked,
        before == null ? o.now() : before.startedAt(),
        null);
  }

  private static void blocked(PodView pod, EvictionAttempt attempt, List<BlockedPod> blocked) {
    if (blocked.size() >= DrainProgress.MAX_BLOCKED || attempt.result() == null) {
      return;
    }
    switch (attempt.result()) {
      case EvictionResult.Blocked(String message) ->
          blocked.add(
              new BlockedPod(
                  pod.namespace(), pod.name(), "DisruptionBudget", message, attempt.since()));
      case EvictionResult.Refused(String message) ->
          blocked.add(
              new BlockedPod(pod.namespace(), pod.name(), "Refused", message, attempt.since()));
      case EvictionResult.Busy busy ->
          blocked.add(
              new BlockedPod(
                  pod.namespace(), pod.name(), "ServerBusy", busy.message(), attempt.since()));
      case EvictionResult.Accepted _, EvictionResult.Gone _ -> {
        // On its way out.
      }
    }
  }
}
