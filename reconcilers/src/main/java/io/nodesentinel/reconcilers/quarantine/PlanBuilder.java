package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Owed;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.ledger.FoldResult;
import io.nodesentinel.reconcilers.node.NodePatch;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.Announcement;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts the steps of a plan in the order of the commit: the Node first, then the `NodeQuarantine`,
/// then what is owed to the events, then what is told. Leaves out what is true already.
final class PlanBuilder {
  /// At most one status write per node in this time, unless something changes that matters.
  static final Duration STATUS_INTERVAL = Duration.ofSeconds(1);

  private final QuarantineObserved o;
  private final NodeQuarantineStatus before;
  private final @Nullable NodeView node;
  private final List<Step> first = new ArrayList<>();
  private final List<Step> last = new ArrayList<>();
  private final List<Step> news = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<Owed> owed = new ArrayList<>();
  private @Nullable NodeQuarantineSpec spec;
  private @Nullable Duration lookAgain;

  final StatusFold status;
  final EventWrites events;

  PlanBuilder(QuarantineObserved observed, Situation situation, @Nullable NodeView node) {
    this.o = observed;
    this.node = node;
    this.before = o.quarantine() == null ? NodeQuarantineStatus.empty() : o.quarantine().status();
    long generation = o.quarantine() == null ? 1 : o.quarantine().generation();
    this.status = new StatusFold(situation.status(), generation, o.now());
    this.events = new EventWrites(o.events(), o.complete(), o.now());
    if (node != null) {
      if (situation.replaced() && situation.isActive()) {
        status
            .nothingOwned()
            .phase(Phase.Cancelled, "NodeReplaced", "The Node object was made anew.");
      }
      status.node(node);
    }
    owed.addAll(events.pay(situation.status().owed()));
    events.cancelled(situation.ledger());
  }

  PlanBuilder failures(FoldResult fold) {
    failures.addAll(fold.failures());
    return this;
  }

  void step(Step step) {
    first.add(step);
  }

  void patch(NodePatch patch) {
    first.add(new Step.PatchNode(patch));
  }

  /// A status that must be durable in the `NodeQuarantine` before the event itself says so. What is
  /// owed to the event already stands: it was decided when its faults were known.
  void owe(Owed debt) {
    if (owed.stream().noneMatch(o -> o.event().equals(debt.event()))) {
      owed.add(debt);
      events.pay(List.of(debt));
    }
  }

  /// What the event says of a session once it is paid what it is owed.
  @Nullable NodeQuarantined said(StoredEvent event) {
    return owed.stream()
        .filter(o -> o.event().equals(event.ref().id()))
        .map(Owed::nodeQuarantined)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(event.status().nodeQuarantined());
  }

  /// As [#owe], but goes before whatever else is owed to the event: the end of the session is known
  /// now.
  void oweInstead(Owed debt) {
    owed.removeIf(o -> o.event().equals(debt.event()));
    events.forget(debt.event());
    owe(debt);
  }

  void spec(NodeQuarantineSpec spec) {
    this.spec = spec;
  }

  void announce(Announcement.Reason reason, String note) {
    announce(reason, note, last);
  }

  /// Tells what the status says for the first time: with the write that makes it say so, or each
  /// look until then would tell it again.
  void announceNews(Announcement.Reason reason, String note) {
    announce(reason, note, news);
  }

  private void announce(Announcement.Reason reason, String note, List<Step> steps) {
    if (node != null) {
      steps.add(
          new Step.Announce(
              new Announcement(
                  o.nodeName(),
                  node.uid(),
                  reason,
                  note.length() <= 1024 ? note : note.substring(0, 1021) + "...")));
    }
  }

  void afterwards(Step step) {
    last.add(step);
  }

  /// No debt is left that a status write of this plan could not pay.
  boolean isPaid() {
    return owed.isEmpty();
  }

  void lookAgainIn(Duration delay) {
    if (lookAgain == null || delay.compareTo(lookAgain) < 0) {
      lookAgain = delay.isNegative() ? Duration.ZERO : delay;
    }
  }

  /// The plan of a look that folded no event.
  QuarantinePlan buildWithoutFold(Decision decision, String reason) {
    QuarantinePlan plan = build(decision, reason);
    return new QuarantinePlan(
        decision, reason, plan.steps(), plan.lookAgain(), o.absorbed(), failures);
  }

  QuarantinePlan build(Decision decision, String reason) {
    List<Step> steps = new ArrayList<>(first);
    NodeQuarantineStatus next = status.owed(owed).status();
    boolean deferred = false;
    boolean exists = o.quarantine() != null;
    boolean worthAnObject = exists || spec != null || !next.faults().isEmpty();
    if (worthAnObject && (spec != null || !exists || !next.equals(before))) {
      Duration since =
          o.lastStatusWrite() == null
              ? STATUS_INTERVAL
              : Duration.between(o.lastStatusWrite(), o.now());
      deferred =
          exists
              && spec == null
              && since.compareTo(STATUS_INTERVAL) < 0
              && !StatusFold.isUrgent(before, next);
      if (deferred) {
        lookAgainIn(STATUS_INTERVAL.minus(since));
      } else {
        steps.add(
            new Step.WriteQuarantine(
                new QuarantineWrite(o.nodeName(), o.quarantine(), specToWrite(next), next)));
      }
    }
    steps.addAll(events.steps());
    steps.addAll(last);
    if (!deferred) {
      steps.addAll(news);
    }
    conditions(next).ifPresent(steps::add);
    long absorbed = deferred ? o.absorbed() : absorbed();
    return new QuarantinePlan(decision, reason, steps, lookAgain, absorbed, failures);
  }

  /// Last, since nothing of ours waits for it; and on a version of the node that no other step of
  /// this plan changes.
  private Optional<Step> conditions(NodeQuarantineStatus next) {
    boolean patched = first.stream().anyMatch(Step.PatchNode.class::isInstance);
    if (node == null || patched || node.isOnHold()) {
      return Optional.empty();
    }
    return Optional.ofNullable(DrainConditions.change(node, next.phase(), o.now()))
        .map(Step.PatchConditions::new);
  }

  /// What is created without a spec of its own still needs one.
  private @Nullable NodeQuarantineSpec specToWrite(NodeQuarantineStatus next) {
    if (spec != null || o.quarantine() != null) {
      return spec;
    }
    String reason =
        next.phase() == Phase.Cancelled
            ? "A person released the node; the cool-off goes on."
            : "Its policies only observe.";
    return Requests.spec(o.nodeName(), Actions.none(), reason, Set.of());
  }

  private long absorbed() {
    return o.events().stream().mapToLong(StoredEvent::order).max().orElse(o.absorbed());
  }
}
