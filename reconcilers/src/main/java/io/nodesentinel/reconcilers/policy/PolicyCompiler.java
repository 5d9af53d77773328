package io.nodesentinel.reconcilers.policy;

import dev.cel.common.CelValidationException;
import dev.cel.runtime.CelEvaluationException;
import io.nodesentinel.crds.Expression;
import io.nodesentinel.crds.FactKind;
import io.nodesentinel.crds.GoDuration;
import io.nodesentinel.crds.QuarantinePolicySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Turns a policy into something that can be asked. Pure and thread-safe.
public final class PolicyCompiler {
  /// As the schema of the policy says, for each of `match.all` and `match.any`.
  private static final int MAX_EXPRESSIONS = 32;

  /// Problems named in one message; more are only counted.
  private static final int MAX_PROBLEMS = 5;

  private final List<String> problems = new ArrayList<>();

  private PolicyCompiler() {}

  /// Compiles a policy. What the schema checks is checked again only where it matters for safety.
  public static Compilation compile(String name, long generation, QuarantinePolicySpec spec) {
    return new PolicyCompiler().run(name, generation, spec);
  }

  private Compilation run(String name, long generation, QuarantinePolicySpec spec) {
    refuseWhatIsNotSupported(spec);
    List<CompiledExpression> all = expressions("match.all", spec.match().all());
    List<CompiledExpression> any = expressions("match.any", spec.match().any());
    if (spec.match().all().isEmpty() && spec.match().any().isEmpty()) {
      problems.add(
          "match is empty and would match every event: give at least one expression in match.all or"
              + " match.any");
    }
    Duration maxAge = duration("maxAge", spec.maxAge());
    CoolOff coolOff =
        spec.coolOff().equals(QuarantinePolicySpec.UNTIL_HEALTHY)
            ? new CoolOff.UntilHealthy()
            : new CoolOff.For(duration("coolOff", spec.coolOff()));
    if (!problems.isEmpty()) {
      return new Compilation.Invalid(message());
    }
    return new Compilation.Valid(
        new CompiledPolicy(name, generation, spec, maxAge, coolOff, all, any));
  }

  private void refuseWhatIsNotSupported(QuarantinePolicySpec spec) {
    if (!spec.nodeConditions().isEmpty()) {
      problems.add("nodeConditions is not supported by this version; remove it");
    }
    if (spec.flapGuard() != null) {
      problems.add("flapGuard is not supported by this version; remove it");
    }
    if (spec.drainPolicy() != null) {
      problems.add(
          "drainPolicy is not supported by this version; remove it, and pods leave by the built-in"
              + " policy");
    }
    if (!duration("healthyFor", spec.healthyFor()).isZero()) {
      problems.add(
          "healthyFor other than 0s is not supported by this version; remove it, and a node is"
              + " released as soon as its last fault closes");
    }
  }

  private List<CompiledExpression> expressions(String place, List<Expression> expressions) {
    if (expressions.size() > MAX_EXPRESSIONS) {
      problems.add(
          place
              + " has "
              + expressions.size()
              + " expressions, at most "
              + MAX_EXPRESSIONS
              + " are allowed");
      return List.of();
    }
    List<CompiledExpression> compiled = new ArrayList<>();
    for (int i = 0; i < expressions.size(); i++) {
      FactKind kind = expressions.get(i).kind();
      String where = place + "[" + i + "]";
      CelEnvironment environment = CelEnvironment.of(kind);
      try {
        compiled.add(
            new CompiledExpression(
                where, kind, environment.compile(expressions.get(i).expression())));
      } catch (CelValidationException e) {
        problems.add(where + ": " + CelMessages.explain(e, environment));
      } catch (CelEvaluationException e) {
        problems.add(where + ": " + e.getMessage());
      }
    }
    return compiled;
  }

  /// Zero, and a problem noted, if it is none.
  private Duration duration(String field, String text) {
    try {
      return GoDuration.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(field + ": " + e.getMessage());
      return Duration.ZERO;
    }
  }

  private String message() {
    String named = String.join("; ", problems.subList(0, Math.min(MAX_PROBLEMS, problems.size())));
    return problems.size() <= MAX_PROBLEMS
        ? named
        : named + "; and " + (problems.size() - MAX_PROBLEMS) + " more";
  }
}
