package io.nodesentinel.reconcilers.ledger;

import io.nodesentinel.crds.BehaviourOverrides;
import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.crds.Mode;
import io.nodesentinel.datastore.StoredEvent;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.policy.CompiledPolicy;
import io.nodesentinel.reconcilers.policy.Evaluation;
import io.nodesentinel.reconcilers.policy.PolicySet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks the policies in force about reports of faults.
final class PolicyVotes {
  private final PolicySet policies;
  private final List<String> failures = new ArrayList<>();

  PolicyVotes(PolicySet policies) {
    this.policies = policies;
  }

  /// What could not be evaluated; such a policy counts as not matching.
  List<String> failures() {
    return failures;
  }

  /// The votes on one unhealthy report. A policy that the fault is recorded under keeps it whatever
  /// the report's age and the node's present state: those decide only whether a fault is taken up.
  Votes on(StoredEvent report, NodeView node, Instant now, Set<String> recorded) {
    Set<String> acting = new HashSet<>();
    Set<String> observing = new HashSet<>();
    boolean tooOld = false;
    Duration age = Duration.between(report.ageFrom(), now);
    for (CompiledPolicy policy : policies.policies()) {
      boolean known = recorded.contains(policy.name());
      if (!matches(policy, report, node, known)) {
        continue;
      }
      if (!known && age.compareTo(policy.maxAge()) > 0) {
        tooOld = true;
      } else if (policy.spec().mode() == Mode.Observe) {
        observing.add(policy.name());
      } else {
        acting.add(policy.name());
      }
    }
    BehaviourOverrides overrides = report.event().quarantineOverrides();
    boolean forced = overrides != null && overrides.force();
    return new Votes(acting, observing, forced, tooOld);
  }

  private boolean matches(
      CompiledPolicy policy, StoredEvent report, NodeView node, boolean recorded) {
    if (!policy.selects(node)) {
      return false;
    }
    Evaluation evaluation =
        recorded ? policy.stillMatches(report.event(), node) : policy.matches(report.event(), node);
    return switch (evaluation) {
      case Evaluation.Match _ -> true;
      case Evaluation.NoMatch _ -> false;
      case Evaluation.Failed failed -> {
        failures.add(policy.name() + " on " + report.ref().id() + ": " + failed.message());
        // Unknown starts nothing, and takes nothing back either.
        yield recorded;
      }
    };
  }

  /// The votes on an open fault after all its stored reports were asked again. Of a fault without a
  /// stored report, and of a policy whose present version cannot be read, the record stands.
  Votes recounted(Fault fault, @Nullable Votes fromReports) {
    Set<String> acting = new HashSet<>();
    Set<String> observing = new HashSet<>();
    boolean forced = fault.forced();
    if (fromReports != null) {
      acting.addAll(fromReports.acting());
      observing.addAll(fromReports.observing());
      forced |= fromReports.forced();
    }
    for (String name : fault.policies()) {
      CompiledPolicy policy = policies.byName(name);
      boolean wasActing = fault.state() != FaultState.Observed;
      if (policies.unreadable().contains(name)) {
        (wasActing ? acting : observing).add(name);
      } else if (fromReports == null && policy != null) {
        (policy.spec().mode() == Mode.Observe ? observing : acting).add(name);
      }
    }
    return new Votes(acting, observing, forced, false);
  }
}
