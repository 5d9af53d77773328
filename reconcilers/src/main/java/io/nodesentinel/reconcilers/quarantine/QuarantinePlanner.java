package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.Session;
import io.nodesentinel.reconcilers.ledger.FaultLedger;
import io.nodesentinel.reconcilers.ledger.FoldInput;
import io.nodesentinel.reconcilers.ledger.FoldResult;
import io.nodesentinel.reconcilers.ledger.Verdict;
import io.nodesentinel.reconcilers.node.NodeMarks;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.quarantine.QuarantineObserved.Slot;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan.Decision;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides what happens to one node. Pure: everything comes in through [QuarantineObserved].
///
/// The order of the questions is the order of precedence: is there a node; did a person undo the
/// session; is something half done; is automation frozen or switched off; and only then what the
/// faults and the policies ask for.
public final class QuarantinePlanner {
  private final QuarantineObserved o;
  private final Situation situation;

  private QuarantinePlanner(QuarantineObserved observed) {
    this.o = observed;
    this.situation = Situation.of(observed);
  }

  /// The plan for one look at one node.
  public static QuarantinePlan plan(QuarantineObserved observed) {
    return new QuarantinePlanner(observed).plan();
  }

  private QuarantinePlan plan() {
    NodeView node = o.node();
    if (node == null) {
      return new Endings(o, situation, fold(null)).nodeGone();
    }
    if (situation.stranger() != null) {
      PlanBuilder plan = new PlanBuilder(o, situation, node);
      plan.patch(NodeWrites.undo(node, situation.stranger(), null));
      return plan.build(
          Decision.REPAIR, "The record on the node is of another Node object; it was taken off.");
    }
    Optional<String> undone = undone(node);
    if (undone.isPresent()) {
      return new Endings(o, situation, fold(node)).cancel(node, undone.get());
    }
    if (!situation.isActive()) {
      Endings endings = new Endings(o, situation, FoldResult.nothing(situation.ledger()));
      if (endings.mayLetGo(node)) {
        return endings.letGo(node);
      }
    }
    FoldResult fold = fold(node);
    boolean interrupted =
        situation.record() == null && situation.isActive() && !situation.replaced();
    if (!node.isManaged() && (situation.record() != null || interrupted || hasActed(fold))) {
      return new Endings(o, situation, fold).end(node, Verdict.NotManaged, node.whyNotManaged());
    }
    if (interrupted) {
      return recordMissing(node, fold);
    }
    return decide(node, fold, situation.record());
  }

  /// What a person did to the session, now or while nobody looked.
  private Optional<String> undone(NodeView node) {
    QuarantineView quarantine = o.quarantine();
    NodeRecord record = situation.record();
    if (quarantine != null
        && PersonRequest.asksForRelease(quarantine)
        && Deletion.isAboutAny(o, quarantine, acted(situation.ledger()))) {
      return Optional.of("deleted the NodeQuarantine");
    }
    boolean cancelling = situation.status().phase() == Phase.Cancelling;
    if (record != null) {
      Optional<String> override = ManualOverride.detect(node, record);
      return override.isEmpty() && cancelling && situation.isCaughtUp()
          ? Optional.of("released the node")
          : override;
    }
    Session session = situation.status().session();
    boolean marked =
        session != null
            && situation.isActive()
            && ReleaseMark.isOf(
                node.annotations().get(NodeMarks.RELEASED_MANUALLY_ANNOTATION), session.id());
    return cancelling || marked ? Optional.of("released the node") : Optional.empty();
  }

  /// The status speaks of a session, but the Node has no record of it. Either our release took
  /// effect and the process died before it said so; then the faults are closed. Or somebody removed
  /// things: the record alone is put back, everything together is a manual release.
  private QuarantinePlan recordMissing(NodeView node, FoldResult fold) {
    boolean stillWanted = hasActed(situation.ledger(), fold) || personAsks();
    if (!stillWanted) {
      return new Endings(o, situation, fold).finishRelease(node);
    }
    NodeRecord lost = LostRecord.from(o.nodeName(), node, situation);
    boolean ownedSomething = lost.ownsCordon() || !lost.taints().isEmpty();
    if (ownedSomething && ManualOverride.detect(node, lost).isPresent()) {
      return new Endings(o, situation, fold)
          .cancel(node, "removed the cordon, the taints or the record of the session");
    }
    return decide(node, fold, lost);
  }

  private QuarantinePlan decide(NodeView node, FoldResult fold, @Nullable NodeRecord record) {
    List<Fault> acted = acted(fold.faults());
    boolean wanted = node.isManaged() && (!acted.isEmpty() || personAsks());
    if (node.isOnHold()) {
      return new Sessions(o, situation, fold).frozen(node, record);
    }
    if (record != null) {
      if (wanted) {
        return new Sessions(o, situation, fold).adjust(node, record);
      }
      boolean recovered = record.by().equals(Session.BY_FAULTS) && !fold.withdrawn();
      return recovered && !o.complete()
          ? new Sessions(o, situation, fold).unsure(node, record)
          : new Endings(o, situation, fold).release(node, record);
    }
    if (!wanted) {
      return new Endings(o, situation, fold).rest(node);
    }
    if (node.isOut() || o.slot() == Slot.GRANTED) {
      return new Sessions(o, situation, fold).start(node);
    }
    return o.slot() == Slot.UNASKED
        ? QuarantinePlan.asking(Decision.NEEDS_SLOT, o.absorbed())
        : new Sessions(o, situation, fold).wait(node);
  }

  private FoldResult fold(@Nullable NodeView node) {
    NodeRecord record = situation.record();
    NodeView bare = node == null || record == null ? node : record.without(node);
    FoldResult fold =
        FaultLedger.fold(
            new FoldInput(
                bare,
                situation.ledger(),
                o.events(),
                o.reevaluate() ? -1 : o.absorbed(),
                o.reevaluate() && (node == null || !node.isOnHold()),
                isLedgerLost(),
                o.policies(),
                o.now()));
    return isLedgerLost()
        ? new FoldResult(
            CoolOffs.found(fold.faults(), o.policies(), o.now()),
            fold.outcomes(),
            fold.withdrawn(),
            fold.failures())
        : fold;
  }

  /// There is no ledger: not in the object, or a person made that anew and nothing was written to
  /// it yet, and not from the one before.
  private boolean isLedgerLost() {
    QuarantineView quarantine = o.quarantine();
    return o.left() == null
        && (quarantine == null || quarantine.status().observedGeneration() == null);
  }

  /// A person's own `NodeQuarantine` stands, and was not ended before in this version.
  private boolean personAsks() {
    return PersonRequest.stands(o.quarantine());
  }

  static List<Fault> acted(List<Fault> faults) {
    return faults.stream()
        .filter(f -> f.state() == FaultState.Open || f.state() == FaultState.Held)
        .toList();
  }

  private static boolean hasActed(FoldResult fold) {
    return !acted(fold.faults()).isEmpty();
  }

  /// A fault that justified the session before is open after the fold too, and was not closed and
  /// reported anew in between.
  private static boolean hasActed(List<Fault> before, FoldResult fold) {
    return acted(fold.faults()).stream()
        .anyMatch(f ->
            acted(before).stream()
                .anyMatch(b -> b.key().equals(f.key()) && b.since().equals(f.since())));
  }
}
