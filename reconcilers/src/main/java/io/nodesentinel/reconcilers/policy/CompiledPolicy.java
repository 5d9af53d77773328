package io.nodesentinel.reconcilers.policy;

import io.nodesentinel.crds.FactKind;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.QuarantinePolicySpec;
import io.nodesentinel.reconcilers.node.NodeView;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// A policy that can be applied. Immutable and thread-safe.
public final class CompiledPolicy {
  private final String name;
  private final long generation;
  private final QuarantinePolicySpec spec;
  private final Duration maxAge;
  private final CoolOff coolOff;
  private final List<CompiledExpression> all;
  private final List<CompiledExpression> any;

  CompiledPolicy(
      String name,
      long generation,
      QuarantinePolicySpec spec,
      Duration maxAge,
      CoolOff coolOff,
      List<CompiledExpression> all,
      List<CompiledExpression> any) {
    this.name = name;
    this.generation = generation;
    this.spec = spec;
    this.maxAge = maxAge;
    this.coolOff = coolOff;
    this.all = List.copyOf(all);
    this.any = List.copyOf(any);
  }

  public String name() {
    return name;
  }

  /// The `metadata.generation` that this was compiled from.
  public long generation() {
    return generation;
  }

  public QuarantinePolicySpec spec() {
    return spec;
  }

  /// How old a fact may be to start a session.
  public Duration maxAge() {
    return maxAge;
  }

  public CoolOff coolOff() {
    return coolOff;
  }

  /// The policy is for this node, by its labels and by whether it is a control-plane node. Opt-outs
  /// and holds are not its concern.
  public boolean selects(NodeView node) {
    return (spec.includeControlPlane() || !node.isControlPlane())
        && (spec.nodeSelector() == null || spec.nodeSelector().matches(node.labels()));
  }

  /// Whether the expressions match: all of `match.all` and, if there are any, one of `match.any`.
  /// As in CEL, an expression that fails decides nothing where the others decide without it.
  /// [#selects] is not part of it.
  ///
  /// @param event an unhealthy event; where `generatedTimestamp` is null, `has()` says so, and
  ///   reading it fails
  public Evaluation matches(HealthEventSpec event, NodeView node) {
    Facts facts = new Facts(event, node);
    return judge(expression -> expression.evaluate(facts));
  }

  /// As [#matches], for a fault that this policy has taken up before: what the node looks like now
  /// decides nothing any more, so expressions of kind `Node` count as true.
  public Evaluation stillMatches(HealthEventSpec event, NodeView node) {
    Facts facts = new Facts(event, node);
    return judge(expression ->
        expression.kind() == FactKind.Node ? Evaluation.MATCH : expression.evaluate(facts));
  }

  private Evaluation judge(Function<CompiledExpression, Evaluation> evaluator) {
    Evaluation whole = Evaluation.MATCH;
    for (CompiledExpression expression : all) {
      Evaluation one = evaluator.apply(expression);
      if (one instanceof Evaluation.NoMatch) {
        return one;
      }
      if (one instanceof Evaluation.Failed && whole instanceof Evaluation.Match) {
        whole = one;
      }
    }
    Evaluation best = any.isEmpty() ? Evaluation.MATCH : Evaluation.NO_MATCH;
    for (CompiledExpression expression : any) {
      Evaluation one = evaluator.apply(expression);
      if (one instanceof Evaluation.Match) {
        return whole;
      }
      if (one instanceof Evaluation.Failed && best instanceof Evaluation.NoMatch) {
        best = one;
      }
    }
    return whole instanceof Evaluation.Failed && !(best instanceof Evaluation.NoMatch)
        ? whole
        : best;
  }

  @Override
  public String toString() {
    return "QuarantinePolicy/" + name + "@" + generation;
  }
}
