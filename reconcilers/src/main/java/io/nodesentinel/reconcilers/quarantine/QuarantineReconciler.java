package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.Session;
import io.nodesentinel.reconcilers.cap.NodeCap;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.port.ApiException;
import io.nodesentinel.reconcilers.port.Ports;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Looks at one node: observes, lets the planner decide, carries the plan out, until there is
/// nothing left to do. The adapter between the ports and [QuarantinePlanner].
///
/// Thread-safe for different nodes; looks at one node must not overlap.
public final class QuarantineReconciler {
  /// A node that does not come to rest in so many rounds is left to the next look.
  private static final int MAX_ROUNDS = 12;

  private final Ports ports;
  private final Places places;
  private final DecisionLog log;
  private final Gathering gathering;
  private final StepRunner runner;
  private final Map<String, NodeMemory> memories = new ConcurrentHashMap<>();

  public QuarantineReconciler(Ports ports, PolicyBook policies, NodeCap cap, DecisionLog log) {
    this.ports = ports;
    this.gathering = new Gathering(ports, policies, cap);
    this.places = new Places(cap, ports);
    this.log = log;
    this.runner = new StepRunner(ports);
  }

  /// Looks at the node.
  ///
  /// @return when to look again without being asked; empty for never
  public Optional<Duration> look(String nodeName) {
    NodeMemory memory = memories.computeIfAbsent(nodeName, n -> new NodeMemory());
    if (memory.nodeInDoubt && ports.leadership().isLeader() && !readAgain(nodeName, memory)) {
      return Optional.of(memory.failed(null));
    }
    for (int round = 0; round < MAX_ROUNDS; round++) {
      if (!ports.leadership().isLeader()) {
        return Optional.empty();
      }
      places.settleIfOut(nodeName);
      QuarantineObserved observed = gathering.observe(nodeName, memory);
      QuarantinePlan plan = QuarantinePlanner.plan(observed);
      long written;
      try {
        if (plan.asksForMore()) {
          observed = gathering.complete(observed, plan.decision());
          plan = QuarantinePlanner.plan(observed);
        }
        written = runner.run(plan, observed, memory);
      } catch (ApiException failure) {
        log.brokeOff(nodeName, plan, failure);
        if (hasProgressed(observed)) {
          memory.progressed();
        }
        Duration wait = memory.failed(failure.retryAfter());
        boolean quicker = failure.kind() == ApiException.Kind.CONFLICT && memory.nodeInDoubt;
        if (quicker && readAgain(nodeName, memory)) {
          continue;
        }
        return Optional.of(wait);
      }
      places.settle(nodeName, plan);
      remember(observed, plan, written, memory);
      if (!plan.failures().isEmpty() || plan.decision() != Decision.REST) {
        log.decided(nodeName, session(observed, plan), plan);
      }
      if (plan.steps().stream().noneMatch(StepRunner::changesSomething)) {
        return Optional.ofNullable(plan.lookAgain());
      }
    }
    return Optional.of(PlanBuilder.STATUS_INTERVAL);
  }

  /// A part of the plan took effect. Where every second answer is a refusal the rest must not wait
  /// longer and longer for a look in which everything goes well.
  private boolean hasProgressed(QuarantineObserved observed) {
    NodeView node = ports.nodes().get(observed.nodeName());
    QuarantineView quarantine = ports.quarantines().get(observed.nodeName());
    return !Objects.equals(observed.node(), node)
        || !Objects.equals(observed.quarantine(), quarantine);
  }

  /// After a write of the Node that somebody was quicker with, or whose outcome is unknown, nothing
  /// is decided on what is in memory: not even that a place under the cap is free again.
  private boolean readAgain(String nodeName, NodeMemory memory) {
    try {
      ports.nodes().read(nodeName);
      memory.nodeInDoubt = false;
      return true;
    } catch (ApiException noAnswer) {
      return false;
    }
  }

  /// @param written events up to this order have their statuses
  private void remember(
      QuarantineObserved observed, QuarantinePlan plan, long written, NodeMemory memory) {
    NodeView node = observed.node();
    if (observed.quarantine() == null) {
      // What was left is in the node's new object by now, or its faults are closed.
      memory.left = null;
    }
    memory.looked(
        observed.policies().version(),
        Gathering.uid(node),
        Gathering.ownLabels(node),
        ledgerObject(observed),
        Math.min(plan.absorbed(), written));
    if (node == null && observed.quarantine() == null && observed.events().isEmpty()) {
      memories.remove(observed.nodeName());
    }
  }

  /// The object with the ledger; one that went away in this look is missed by the next.
  private String ledgerObject(QuarantineObserved observed) {
    QuarantineView now = ports.quarantines().get(observed.nodeName());
    return Gathering.uid(now == null ? observed.quarantine() : now);
  }

  private static String session(QuarantineObserved observed, QuarantinePlan plan) {
    List<Step> steps = plan.steps();
    for (Step step : steps) {
      if (step instanceof Step.WriteQuarantine write) {
        Session session = write.write().status().session();
        return session == null ? "" : session.id();
      }
    }
    QuarantineView quarantine = observed.quarantine();
    Session session = quarantine == null ? null : quarantine.status().session();
    return session == null ? "" : session.id();
  }
}
