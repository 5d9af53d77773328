package io.nodesentinel.operator.control;

import io.nodesentinel.crds.ConditionStatus;
import io.nodesentinel.crds.QuarantinePolicyStatus;
import io.nodesentinel.crds.StatusCondition;
import io.nodesentinel.reconcilers.policy.Compilation;
import io.nodesentinel.reconcilers.policy.CompiledPolicy;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The status of a policy as a fold over what came of its latest version.
final class PolicyStatus {
  static final QuarantinePolicyStatus NONE =
      new QuarantinePolicyStatus(null, List.of(), null, null);

  private PolicyStatus() {}

  static QuarantinePolicyStatus next(
      QuarantinePolicyStatus before,
      long generation,
      Compilation compilation,
      @Nullable CompiledPolicy inForce,
      int matched,
      int wouldAct,
      InstantSource clock) {
    boolean valid = compilation instanceof Compilation.Valid;
    String message =
        switch (compilation) {
          case Compilation.Valid _ -> "";
          case Compilation.Invalid(String why) ->
              why
                  + (inForce == null
                      ? " No version of it is in force."
                      : " The version before it (generation "
                          + inForce.generation()
                          + ") stays in force.");
        };
    return new QuarantinePolicyStatus(
        generation,
        StatusCondition.set(
            before.conditions(),
            new StatusCondition(
                "Valid",
                valid ? ConditionStatus.True : ConditionStatus.False,
                valid ? "Compiled" : "Invalid",
                message,
                clock.instant(),
                generation)),
        matched,
        wouldAct);
  }
}
