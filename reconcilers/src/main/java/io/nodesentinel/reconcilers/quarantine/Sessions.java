package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.BehaviourOverrides;
import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.Phase;
import io.nodesentinel.crds.Session;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.ledger.FoldResult;
import io.nodesentinel.reconcilers.ledger.Verdict;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.port.Announcement;
import io.nodesentinel.reconcilers.port.QuarantineView;
import io.nodesentinel.reconcilers.quarantine.NodeRecord.RecordedFault;
import io.nodesentinel.reconcilers.quarantine.QuarantinePlan.Decision;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Plans that begin a session, keep it as its faults ask, or make it wait.
final class Sessions {
  private final QuarantineObserved o;
  private final Situation situation;
  private final FoldResult fold;
  private final Map<String, StoredEvent> events = new HashMap<>();

  Sessions(QuarantineObserved observed, Situation situation, FoldResult fold) {
    this.o = observed;
    this.situation = situation;
    this.fold = fold;
    o.events().forEach(e -> events.put(e.ref().id(), e));
  }

  /// A slot is in hand, or the node is out already: the Node patch commits the session.
  QuarantinePlan start(NodeView node) {
    PlanBuilder plan = new PlanBuilder(o, situation, node).failures(fold);
    List<Fault> faults = withState(FaultState.Open);
    List<Fault> acted = QuarantinePlanner.acted(faults);
    Actions actions = actions(acted, null);
    Phase phase = actions.drain() ? Phase.Draining : Phase.Quarantined;
    List<RecordedFault> recorded = recorded(acted);
    NodeRecord wanted = record(o.nextSession(), node, o.now(), by(), recorded);
    NodeWrites.Applied applied = NodeWrites.begin(node, wanted, actions, label(phase));
    plan.patch(applied.patch());
    String why = why(acted);
    if (o.quarantine() != null && o.quarantine().deleting()) {
      plan.status.requestEnded("Deleted", "It goes once nothing is owed to events any more.");
    }
    plan.status
        .session(applied.record())
        .faults(faults)
        .phase(phase, "FaultsOpen", why)
        .held(null, "");
    writeSpec(plan, actions, why);
    plan.events.session(faults, starter(wanted), phase);
    Outcomes.write(plan, fold, false);
    plan.announce(Announcement.Reason.Quarantined, why);
    return plan.build(Decision.START, why);
  }

  /// The session goes on: actions come and go with the faults that justify them.
  QuarantinePlan adjust(NodeView node, NodeRecord record) {
    PlanBuilder plan = new PlanBuilder(o, situation, node).failures(fold);
    List<Fault> faults = withState(FaultState.Open);
    List<Fault> acted = QuarantinePlanner.acted(faults);
    Actions actions = actions(acted, record);
    @Nullable Draining drain = actions.drain() ? new Draining(o, situation, record) : null;
    if (drain != null && drain.needsLiveList()) {
      return QuarantinePlan.asking(Decision.NEEDS_LIVE_PODS, o.absorbed());
    }
    Phase phase = drain == null ? Phase.Quarantined : drain.phase();
    List<RecordedFault> recorded = recorded(acted);
    boolean takenOver = isTakenOver(acted);
    String by = takenOver ? Session.BY_FAULTS : record.by();
    NodeRecord wanted = record(record.session(), node, record.startedAt(), by, recorded);
    NodeWrites.@Nullable Applied applied =
        NodeWrites.change(node, record, wanted, actions, label(phase));
    if (situation.isDraining() && phase == Phase.Quarantined) {
      plan.step(new Step.StopEvictions(record.session()));
    }
    if (applied != null) {
      plan.patch(applied.patch());
    }
    String why = why(acted);
    plan.status
        .session(applied == null ? record : applied.record())
        .faults(faults)
        .phase(phase, "FaultsOpen", why)
        .held(null, "");
    QuarantineView quarantine = o.quarantine();
    if (takenOver && quarantine != null && PersonRequest.asksForRelease(quarantine)) {
      plan.status.requestEnded("FaultsOpen", "Faults that were reported since keep the node out.");
    }
    if (drain != null) {
      drain.into(plan);
    }
    if (!situation.isCaughtUp() || applied != null) {
      writeSpec(plan, actions, why);
    }
    plan.events.session(faults, starter(record), phase);
    Outcomes.write(plan, fold, false);
    if (!situation.isCaughtUp()) {
      // The patch that began the session was never answered, or the process died after it.
      plan.announce(Announcement.Reason.Quarantined, why);
    }
    return plan.build(
        applied != null ? Decision.ADJUST : Decision.REST,
        applied != null ? "The session does now what its open faults ask: " + why : "");
  }

  /// No slot: the `NodeQuarantine` is the commit point of the wait.
  QuarantinePlan wait(NodeView node) {
    return hold(node, HeldSince.CAP_REACHED, "No more nodes may be out now (--max-unavailable).");
  }

  /// A person froze automation on this node: the ledger goes on, nothing else does.
  QuarantinePlan frozen(NodeView node, @Nullable NodeRecord record) {
    String why = "Automation is frozen by the annotation nodesentinel.io/hold.";
    if (record == null) {
      boolean waits =
          node.isManaged()
              && (!QuarantinePlanner.acted(fold.faults()).isEmpty()
                  || PersonRequest.stands(o.quarantine()));
      return !waits ? new Endings(o, situation, fold).rest(node) : hold(node, "OnHold", why);
    }
    return asItIs(node, record, "OnHold", why);
  }

  /// As far as is known its last fault is closed. But not everything is known, so the node stays as
  /// it is.
  QuarantinePlan unsure(NodeView node, NodeRecord record) {
    return asItIs(
        node,
        record,
        "EventsUnknown",
        "Its faults are closed as far as is known; it is released once all events can be read.");
  }

  private QuarantinePlan asItIs(NodeView node, NodeRecord record, String reason, String why) {
    PlanBuilder plan = new PlanBuilder(o, situation, node).failures(fold);
    List<Fault> faults = withState(FaultState.Open);
    plan.status.session(record).faults(faults).held(reason, why);
    if (!situation.isCaughtUp()) {
      List<Fault> acted = QuarantinePlanner.acted(faults);
      Actions actions = actions(acted, record);
      plan.status.phase(
          actions.drain() ? Phase.Draining : Phase.Quarantined, "FaultsOpen", why(acted));
      writeSpec(plan, actions, why(acted));
    }
    plan.events.session(faults, starter(record), Phase.Quarantined);
    Outcomes.write(plan, fold, false);
    return plan.build(Decision.REST, "");
  }

  private QuarantinePlan hold(NodeView node, String reason, String message) {
    PlanBuilder plan = new PlanBuilder(o, situation, node).failures(fold);
    List<Fault> faults = withState(FaultState.Held);
    boolean isNew = situation.status().phase() != Phase.Held;
    plan.status.faults(faults).phase(Phase.Held, reason, message);
    writeSpec(plan, actions(QuarantinePlanner.acted(faults), null), message);
    for (Fault fault : faults) {
      if (fault.state() == FaultState.Held && fault.sourceEvent() != null) {
        plan.events.want(fault.sourceEvent(), null, Verdict.Held, message);
      }
    }
    Outcomes.write(plan, fold, false);
    if (isNew) {
      plan.announce(Announcement.Reason.Held, message);
    }
    return plan.build(isNew ? Decision.HOLD : Decision.REST, isNew ? message : "");
  }

  private List<Fault> withState(FaultState state) {
    return fold.faults().stream()
        .map(f ->
            f.state() == FaultState.Open || f.state() == FaultState.Held
                ? f.withState(state, o.now())
                : f)
        .toList();
  }

  private Actions actions(List<Fault> acted, @Nullable NodeRecord record) {
    Actions found = Actions.of(acted, o.policies(), record, situation.isDraining(), this::mayDrain);
    // While events may be missing nothing is taken back.
    Actions actions =
        record == null || o.complete() ? found : found.keeping(record, situation.isDraining());
    QuarantineView quarantine = o.quarantine();
    if (quarantine == null || quarantine.deleting()) {
      return actions;
    }
    if (quarantine.madeByPerson()) {
      return PersonRequest.stands(quarantine) ? actions.plus(quarantine.spec()) : actions;
    }
    return keepsEdits() ? actions.editedBy(quarantine.spec(), quarantine.personFields()) : actions;
  }

  /// What a person edited counts for the session in which it was edited, and for the wait before
  /// it.
  private boolean keepsEdits() {
    return situation.isCaughtUp() || situation.status().phase() == Phase.Held;
  }

  private boolean mayDrain(Fault fault) {
    StoredEvent source = fault.sourceEvent() == null ? null : events.get(fault.sourceEvent());
    if (source == null && fault.sourceEvent() != null && !o.complete()) {
      // It may say that nothing is to be drained.
      return situation.isDraining();
    }
    BehaviourOverrides overrides = source == null ? null : source.event().drainOverrides();
    return overrides == null || !overrides.skip();
  }

  private void writeSpec(PlanBuilder plan, Actions actions, String why) {
    QuarantineView present = o.quarantine();
    if (present != null && (present.madeByPerson() || present.deleting())) {
      return;
    }
    Set<String> taken = present != null && keepsEdits() ? present.personFields() : Set.of();
    NodeQuarantineSpec spec = Requests.spec(o.nodeName(), actions, why, taken);
    boolean edited = present != null && !taken.containsAll(present.personFields());
    if (edited || Requests.differs(spec, present, taken)) {
      plan.spec(spec);
    }
  }

  /// No request of a person stands, and all that keeps the node out now was reported since one was
  /// deleted: the session goes on as that of the faults. With a fault that the person could know of
  /// the session ends instead, at the next look, when that fault is in the ledger.
  private boolean isTakenOver(List<Fault> acted) {
    QuarantineView quarantine = o.quarantine();
    if (PersonRequest.stands(quarantine)) {
      return false;
    }
    return quarantine == null
        || !PersonRequest.asksForRelease(quarantine)
        || !Deletion.isAboutAny(o, quarantine, acted);
  }

  private String by() {
    QuarantineView quarantine = o.quarantine();
    if (!PersonRequest.stands(quarantine) || quarantine == null) {
      return Session.BY_FAULTS;
    }
    String person = quarantine.spec().requestedBy();
    return person == null || person.isEmpty() ? "a person" : person;
  }

  private NodeRecord record(
      String session, NodeView node, Instant startedAt, String by, List<RecordedFault> faults) {
    return new NodeRecord(
        session,
        node.uid(),
        startedAt,
        by,
        false,
        List.of(),
        Map.of(),
        false,
        List.of(),
        faults,
        0);
  }

  /// The faults for the record, the first to arrive first: it is the one that began the session.
  private List<RecordedFault> recorded(List<Fault> acted) {
    return acted.stream()
        .sorted(
            Comparator.comparingInt(this::placeInRecord)
                .thenComparingLong(this::arrival)
                .thenComparing(Fault::key))
        .map(f ->
            new RecordedFault(
                f.key(),
                f.sourceEvent() == null ? "" : f.sourceEvent(),
                f.since(),
                f.lastSeen(),
                f.policies()))
        .toList();
  }

  /// While events may be missing, and with them their order, that of the record stands.
  private int placeInRecord(Fault fault) {
    NodeRecord record = situation.record();
    if (o.complete() || record == null) {
      return 0;
    }
    for (int i = 0; i < record.faults().size(); i++) {
      if (record.faults().get(i).key().equals(fault.key())) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }

  private long arrival(Fault fault) {
    StoredEvent event = fault.sourceEvent() == null ? null : events.get(fault.sourceEvent());
    return event == null ? Long.MAX_VALUE : event.order();
  }

  /// The report that began the session; null if a person did.
  private static @Nullable String starter(NodeRecord record) {
    return record.by().equals(Session.BY_FAULTS) && !record.faults().isEmpty()
        ? record.faults().getFirst().event()
        : null;
  }

  private String why(List<Fault> acted) {
    QuarantineView quarantine = o.quarantine();
    if (acted.isEmpty() && quarantine != null) {
      String reason = quarantine.spec().reason();
      return reason == null || reason.isEmpty() ? "Asked for by " + by() + "." : reason;
    }
    if (acted.isEmpty()) {
      return "";
    }
    Fault fault = acted.getFirst();
    String more = acted.size() == 1 ? "" : " and " + (acted.size() - 1) + " more";
    return fault.key() + more + ", by " + policies(acted) + ".";
  }

  private static String policies(List<Fault> acted) {
    List<String> names =
        acted.stream().flatMap(f -> f.policies().stream()).distinct().sorted().limit(5).toList();
    return names.isEmpty() ? "a forced event" : "policy " + String.join(", ", names);
  }

  private static String label(Phase phase) {
    return phase == Phase.DrainFailed ? "drain-failed" : phase.name().toLowerCase(Locale.ROOT);
  }
}
