package io.nodesentinel.reconcilers.testing;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.HealthEventStatus;
import io.nodesentinel.crds.NodeQuarantined;
import io.nodesentinel.datastore.EventRef;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.ledger.EventStatuses;
import io.nodesentinel.reconcilers.ledger.FaultLedger;
import io.nodesentinel.reconcilers.ledger.FoldInput;
import io.nodesentinel.reconcilers.ledger.FoldResult;
import io.nodesentinel.reconcilers.ledger.Outcome;
import io.nodesentinel.reconcilers.ledger.Verdict;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.policy.PolicySet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One node's ledger and its events, folded step by step as a process would.
public final class Ledgers {
  public final List<StoredEvent> events = new ArrayList<>();
  public List<Fault> faults = List.of();
  public Instant now = Given.NOW;
  public PolicySet policies;
  public @Nullable NodeView node = node(Map.of());
  public long absorbed = -1;

  public Ledgers(PolicySet policies) {
    this.policies = policies;
  }

  public static NodeView node(Map<String, String> labels) {
    return new NodeView(
        "gpu-7",
        "uid-7",
        "machine-7",
        "1",
        Given.NOW.minus(Duration.ofDays(30)),
        labels,
        Map.of(),
        false,
        Set.of(),
        List.of(),
        List.of(),
        true);
  }

  public static PolicySet policies(Map<String, Given.Policy> specs) {
    PolicyBook book = new PolicyBook();
    specs.forEach((name, policy) -> book.put(name, 1, policy.spec()));
    return book.current();
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }

  /// Stores a report whose reporter says that it is of now.
  public StoredEvent add(Given.Report report) {
    return add(report.at(now).spec());
  }

  /// Stores an event; the store rounds its own time down to seconds.
  public StoredEvent add(HealthEventSpec spec) {
    int n = events.size() + 1;
    StoredEvent event =
        new StoredEvent(
            new EventRef("e" + n, String.valueOf(n)),
            n,
            now.truncatedTo(ChronoUnit.SECONDS),
            spec,
            HealthEventStatus.empty());
    events.add(event);
    return event;
  }

  /// Folds what came since the last fold.
  public FoldResult fold() {
    return fold(false, false);
  }

  /// Looks at every event again.
  public FoldResult foldAgain() {
    return fold(true, false);
  }

  public FoldResult fold(boolean reevaluate, boolean rebuild) {
    FoldResult result =
        FaultLedger.fold(
            new FoldInput(
                node,
                faults,
                events,
                reevaluate ? -1 : absorbed,
                reevaluate,
                rebuild,
                policies,
                now));
    faults = result.faults();
    absorbed = events.isEmpty() ? absorbed : events.getLast().order();
    return result;
  }

  /// Writes the outcomes to the events, as the planner does.
  public void write(List<Outcome> outcomes) {
    Map<String, Outcome> byId = new HashMap<>();
    outcomes.forEach(o -> byId.put(o.event().ref().id(), o));
    for (int i = 0; i < events.size(); i++) {
      StoredEvent event = events.get(i);
      Outcome outcome = byId.get(event.ref().id());
      if (outcome != null) {
        events.set(i, with(event, status(event, outcome)));
      }
    }
  }

  /// What a person's release does to the events that are in the session.
  public void cancelEvents() {
    for (int i = 0; i < events.size(); i++) {
      StoredEvent event = events.get(i);
      NodeQuarantined said = event.status().nodeQuarantined();
      if (said == NodeQuarantined.Quarantined || said == NodeQuarantined.AlreadyQuarantined) {
        events.set(
            i,
            with(
                event,
                EventStatuses.with(
                    event.status(), NodeQuarantined.Cancelled, Verdict.Cancelled, "", now)));
      }
    }
  }

  private HealthEventStatus status(StoredEvent event, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Opened _ ->
          EventStatuses.with(
              event.status(), NodeQuarantined.Quarantined, Verdict.Quarantined, "", now);
      case Outcome.Closed closed ->
          EventStatuses.with(
              event.status(),
              closed.acted() ? NodeQuarantined.UnQuarantined : null,
              Verdict.Released,
              "",
              now);
      case Outcome.Noted noted ->
          EventStatuses.with(event.status(), null, noted.verdict(), noted.message(), now);
    };
  }

  private static StoredEvent with(StoredEvent event, HealthEventStatus status) {
    return new StoredEvent(event.ref(), event.order(), event.createdAt(), event.event(), status);
  }
}
