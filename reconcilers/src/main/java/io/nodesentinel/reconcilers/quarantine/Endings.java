package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.HistoryEntry;
import io.nodesentinel.crds.NodeQuarantineStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.crds.Owed;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.Session;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.ledger.FoldResult;
import io.nodesentinel.reconcilers.ledger.Verdict;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.Announcement;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.port.QuarantineWrite;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Plans that end a session, and those for a node that has none.
final class Endings {
  /// How long a `NodeQuarantine` stays after the end of its last session.
  static final Duration RETENTION = Duration.ofHours(24);

  private final QuarantineObserved o;
  private final Situation situation;
  private final FoldResult fold;

  Endings(QuarantineObserved observed, Situation situation, FoldResult fold) {
    this.o = observed;
    this.situation = situation;
    this.fold = fold;
  }

  /// The last fault is closed, or the person's request is gone.
  QuarantinePlan release(NodeView node, NodeRecord record) {
    if (fold.withdrawn()) {
      return end(node, Verdict.NoPolicyMatched, "No policy acts on its faults any more.");
    }
    PlanBuilder plan = new PlanBuilder(o, situation, node).failures(fold);
    plan.step(new Step.StopEvictions(record.session()));
    plan.patch(NodeWrites.undo(node, record, null));
    if (!situation.isCaughtUp()) {
      plan.status.session(record);
    }
    return released(plan);
  }

  /// The Node was released before; the rest is still to be said.
  QuarantinePlan finishRelease(NodeView node) {
    PlanBuilder plan = new PlanBuilder(o, situation, node).failures(fold);
    return fold.withdrawn()
        ? ended(plan, Verdict.NoPolicyMatched, "No policy acts on its faults any more.")
        : released(plan);
  }

  private QuarantinePlan released(PlanBuilder plan) {
    String why = "No open fault is left that a policy acts upon.";
    plan.status.faults(fold.faults()).nothingOwned().phase(Phase.Released, "Recovered", why);
    Outcomes.write(plan, fold, true);
    Session session = plan.status.status().session();
    if (session != null && session.by().equals(Session.BY_FAULTS)) {
      Outcomes.closedBefore(plan, fold, o.events());
    }
    plan.announce(Announcement.Reason.Released, why);
    return plan.build(Decision.RELEASE, why);
  }

  /// The session ends without a healthy event: its faults leave the ledger, its events are
  /// cancelled.
  QuarantinePlan end(NodeView node, Verdict verdict, String why) {
    PlanBuilder plan = new PlanBuilder(o, situation, node).failures(fold);
    NodeRecord record = situation.record();
    if (record != null) {
      plan.step(new Step.StopEvictions(record.session()));
      plan.patch(NodeWrites.undo(node, record, null));
      plan.status.session(record);
    }
    return ended(plan, verdict, why);
  }

  private QuarantinePlan ended(PlanBuilder plan, Verdict verdict, String why) {
    List<Fault> rest =
        fold.faults().stream()
            .filter(f -> f.state() == FaultState.Cancelled || f.state() == FaultState.Observed)
            .toList();
    plan.status.faults(rest).nothingOwned().phase(Phase.Cancelled, verdict.name(), why);
    endRequest(plan, verdict.name(), why);
    cancelEvents(plan, verdict, why);
    Outcomes.write(plan, fold, false);
    plan.announce(Announcement.Reason.Released, why);
    return plan.build(Decision.END, why);
  }

  /// A person undid it. Nothing is folded here: what has just arrived is judged at the next look,
  /// when the faults of this session are cancelled.
  QuarantinePlan cancel(NodeView node, String what) {
    String why = "Somebody " + what + "; the session is cancelled.";
    NodeRecord record = situation.record();
    NodeQuarantineStatus status = situation.status();
    boolean wasDraining = situation.wasDraining();
    PlanBuilder plan = new PlanBuilder(o, situation, node);
    if (record != null) {
      plan.step(new Step.StopEvictions(record.session()));
      plan.status.session(record);
    }
    plan.status.faults(situation.ledger());
    Session session = plan.status.status().session();
    if (session != null && status.phase() != Phase.Cancelling) {
      plan.status.phase(Phase.Cancelling, "ManuallyReleased", why);
      plan.step(
          new Step.WriteQuarantine(
              new QuarantineWrite(
                  o.nodeName(),
                  o.quarantine(),
                  o.quarantine() == null
                      ? Requests.spec(o.nodeName(), Actions.none(), why, Set.of())
                      : null,
                  plan.status.status())));
    }
    if (record != null) {
      plan.patch(NodeWrites.undo(node, record, ReleaseMark.write(record.session(), o.now())));
    }
    plan.status.nothingOwned().phase(Phase.Cancelled, "ManuallyReleased", why);
    endRequest(plan, "ManuallyReleased", why);
    cancelEvents(plan, Verdict.Cancelled, why);
    plan.status.faults(CoolOffs.cancelled(situation.ledger(), o.policies(), o.now()));
    plan.announce(Announcement.Reason.ManuallyReleased, why);
    if (wasDraining) {
      plan.announce(Announcement.Reason.DrainCancelled, why);
    }
    return plan.buildWithoutFold(Decision.CANCEL, why);
  }

  /// There is no such node: a session of it is over, its faults wait for the same machine.
  QuarantinePlan nodeGone() {
    PlanBuilder plan = new PlanBuilder(o, situation, null).failures(fold);
    String why = "The Node object was deleted.";
    boolean ends = situation.isActive() || situation.status().phase() == Phase.Held;
    Session session = situation.status().session();
    if (ends) {
      if (session != null) {
        plan.step(new Step.StopEvictions(session.id()));
      }
      plan.status.nothingOwned().phase(Phase.Cancelled, "NodeDeleted", why);
      endRequest(plan, "NodeDeleted", why);
      cancelEvents(plan, Verdict.UnknownNode, why);
    }
    plan.status.faults(fold.faults());
    Outcomes.write(plan, fold, false);
    tidy(plan, fold.faults());
    return plan.build(ends ? Decision.END : Decision.REST, ends ? why : "");
  }

  /// No session, and none wanted.
  QuarantinePlan rest(NodeView node) {
    PlanBuilder plan = new PlanBuilder(o, situation, node).failures(fold);
    // Nothing but a ledger of what is over is no reason to make an object anew that somebody
    // deleted.
    boolean isForgotten = o.quarantine() == null && o.events().isEmpty();
    List<Fault> faults = isForgotten ? CoolOffs.running(fold.faults(), o.now()) : fold.faults();
    plan.status.faults(faults).held(null, "");
    Phase phase = situation.status().phase();
    boolean observes = faults.stream().anyMatch(f -> f.state() == FaultState.Observed);
    if (PersonRequest.stands(o.quarantine())) {
      plan.status.phase(Phase.Pending, "NotManaged", node.whyNotManaged());
    } else if (phase == Phase.Held || phase == Phase.Pending && !observes) {
      plan.status.phase(Phase.Released, "Recovered", "It recovered before anything was done.");
    } else if (phase == null && observes) {
      plan.status.phase(Phase.Pending, "Observed", "The policies that match it only observe.");
    } else if (phase == null && !faults.isEmpty()) {
      plan.status.phase(
          Phase.Cancelled, "ManuallyReleased", "A person released the node; the cool-off goes on.");
    }
    plan.events.cancelledWith(o.events());
    Outcomes.write(plan, fold, false);
    tidy(plan, faults);
    return plan.build(Decision.REST, "");
  }

  /// A person deleted the object, and no event waits for what is owed in it.
  boolean mayLetGo(NodeView node) {
    QuarantineView quarantine = o.quarantine();
    return quarantine != null
        && quarantine.deleting()
        && quarantine.finalizer()
        && new PlanBuilder(o, situation, node).isPaid();
  }

  /// The object of a session that is over goes before another one begins, lest the deletion be
  /// taken for the release of that one too. What has arrived since is judged at the next look.
  QuarantinePlan letGo(NodeView node) {
    PlanBuilder plan = new PlanBuilder(o, situation, node);
    tidy(plan, situation.ledger());
    return plan.buildWithoutFold(Decision.REST, "");
  }

  private void endRequest(PlanBuilder plan, String reason, String why) {
    if (o.quarantine() != null && (o.quarantine().madeByPerson() || o.quarantine().deleting())) {
      plan.status.requestEnded(reason, why);
    }
  }

  private void cancelEvents(PlanBuilder plan, Verdict verdict, String why) {
    List<StoredEvent> session = SessionEvents.of(o.events(), situation.ledger());
    for (StoredEvent event : session) {
      plan.oweInstead(new Owed(event.ref().id(), NodeQuarantined.Cancelled, verdict.name(), why));
    }
    plan.events.cancelEviction(session);
    if (!o.complete()) {
      // Reports that cannot be read now are told when they can.
      Set<String> known = o.events().stream().map(e -> e.ref().id()).collect(Collectors.toSet());
      for (Fault fault : QuarantinePlanner.acted(situation.ledger())) {
        if (fault.sourceEvent() != null && !known.contains(fault.sourceEvent())) {
          plan.oweInstead(
              new Owed(fault.sourceEvent(), NodeQuarantined.Cancelled, verdict.name(), why));
        }
      }
    }
  }

  /// An object that a person deleted may go once nothing is owed; one of no more use is deleted.
  private void tidy(PlanBuilder plan, List<Fault> faults) {
    QuarantineView quarantine = o.quarantine();
    if (quarantine == null) {
      return;
    }
    if (quarantine.deleting()) {
      if (plan.isPaid() && quarantine.finalizer()) {
        plan.afterwards(new Step.LetGo());
      }
      return;
    }
    Phase phase = quarantine.status().phase();
    boolean over = phase == null || phase == Phase.Released || phase == Phase.Cancelled;
    boolean expectsNode = o.node() == null && !faults.isEmpty();
    if (!over || quarantine.madeByPerson() || !plan.isPaid()) {
      return;
    }
    if (faults.isEmpty() || expectsNode) {
      Duration left = RETENTION.minus(sinceEnd(quarantine.status()));
      if (left.isNegative() || left.isZero()) {
        plan.afterwards(new Step.DeleteQuarantine());
      } else {
        plan.lookAgainIn(left);
      }
    }
  }

  private Duration sinceEnd(NodeQuarantineStatus status) {
    @Nullable HistoryEntry last = status.history().isEmpty() ? null : status.history().getLast();
    return last == null ? Duration.ZERO : Duration.between(last.at(), o.now());
  }
}
