package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.FaultState;
import io.nodesentinel.reconcilers.policy.CompiledPolicy;
import io.nodesentinel.reconcilers.policy.CoolOff;
import io.nodesentinel.reconcilers.policy.PolicySet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How long a released fault leaves its node in peace.
final class CoolOffs {
  /// Where no policy says anything: a forced event, or a policy that cannot be read.
  static final Duration DEFAULT = Duration.ofHours(1);

  private CoolOffs() {}

  /// The ledger after a manual release at `at`: what was open or waiting is cancelled.
  static List<Fault> cancelled(List<Fault> ledger, PolicySet policies, Instant at) {
    return ledger.stream()
        .map(fault ->
            fault.state() == FaultState.Open || fault.state() == FaultState.Held
                ? cancelled(fault, policies, at)
                : fault)
        .toList();
  }

  /// Cancels that were found again in the store's events count from `at`.
  static List<Fault> found(List<Fault> faults, PolicySet policies, Instant at) {
    return faults.stream()
        .map(f ->
            f.state() == FaultState.Cancelled && f.coolOffUntil() == null
                ? f.withCoolOffUntil(until(f, policies, at))
                : f)
        .toList();
  }

  /// The faults less those that were cancelled and whose cool-off has passed.
  static List<Fault> running(List<Fault> faults, Instant now) {
    return faults.stream()
        .filter(f ->
            f.state() != FaultState.Cancelled
                || f.coolOffUntil() == null
                || f.coolOffUntil().isAfter(now))
        .toList();
  }

  /// One fault, cancelled at `at` with the longest cool-off among its policies.
  static Fault cancelled(Fault fault, PolicySet policies, Instant at) {
    return fault.withState(FaultState.Cancelled, at).withCoolOffUntil(until(fault, policies, at));
  }

  private static @Nullable Instant until(Fault fault, PolicySet policies, Instant at) {
    Duration longest = Duration.ZERO;
    boolean said = false;
    for (String name : fault.policies()) {
      CompiledPolicy policy = policies.byName(name);
      if (policy == null) {
        continue;
      }
      said = true;
      switch (policy.coolOff()) {
        case CoolOff.UntilHealthy _ -> {
          return null;
        }
        case CoolOff.For(Duration duration) ->
            longest = duration.compareTo(longest) > 0 ? duration : longest;
      }
    }
    return at.plus(said ? longest : DEFAULT);
  }
}
