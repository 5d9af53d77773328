package io.nodesentinel.reconcilers.testing;

import io.nodesentinel.crds.BehaviourOverrides;
import io.nodesentinel.crds.DrainRequest;
import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.Expression;
import io.nodesentinel.crds.FactKind;
import io.nodesentinel.crds.FaultKey;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.Match;
import io.nodesentinel.crds.Mode;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.QuarantinePolicySpec;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.crds.TaintEffect;
import io.nodesentinel.crds.TaintSpec;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.port.PodView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Values that tests begin with.
public final class Given {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private Given() {}

  /// A fatal report of a check of one component class on one part of a node.
  public static Report fault(String node, String componentClass, String entity) {
    return new Report(node, componentClass, false)
        .entities(entity.isEmpty() ? List.of() : List.of(entity));
  }

  /// A healthy report of the same check; it speaks of all parts.
  public static Report healthy(String node, String componentClass) {
    return new Report(node, componentClass, true);
  }

  /// A policy that acts on fatal reports of one component class.
  public static Policy policy(String componentClass) {
    return new Policy(componentClass);
  }

  public static FaultKey key(String componentClass, String entity, String code) {
    return new FaultKey(
        "agent",
        componentClass,
        componentClass + "Check",
        1,
        entity.isEmpty() ? "" : "part",
        entity,
        code);
  }

  public static PodView pod(String node, String name, String uid, boolean terminating) {
    return new PodView("work", name, uid, node, false, false, false, terminating, false, List.of());
  }

  /// The node with other contents.
  public static NodeView changed(
      NodeView n,
      Map<String, String> labels,
      Map<String, String> annotations,
      boolean unschedulable,
      Set<String> cordonOwners,
      List<Taint> taints) {
    return new NodeView(
        n.name(),
        n.uid(),
        n.systemUuid(),
        n.resourceVersion(),
        n.createdAt(),
        labels,
        annotations,
        unschedulable,
        cordonOwners,
        taints,
        n.conditions(),
        n.ready());
  }

  /// The node with other conditions.
  public static NodeView withConditions(NodeView n, List<NodeCondition> conditions) {
    return new NodeView(
        n.name(),
        n.uid(),
        n.systemUuid(),
        n.resourceVersion(),
        n.createdAt(),
        n.labels(),
        n.annotations(),
        n.unschedulable(),
        n.cordonOwners(),
        n.taints(),
        conditions,
        n.ready());
  }

  /// What a person writes for planned work.
  public static NodeQuarantineSpec request(String node, boolean cordon, boolean drain) {
    return new NodeQuarantineSpec(
        node, "firmware", "ann", cordon, List.of(), Map.of(), new DrainRequest(drain, null));
  }

  /// A report in the making.
  public static final class Report {
    private final String node;
    private final String componentClass;
    private final boolean healthy;
    private List<String> entities = List.of();
    private List<String> codes = List.of();
    private @Nullable Instant generated;
    private RecommendedAction action = RecommendedAction.NONE;
    private ProcessingStrategy strategy = ProcessingStrategy.EXECUTE_REMEDIATION;
    private @Nullable BehaviourOverrides quarantine;
    private @Nullable BehaviourOverrides drain;

    private Report(String node, String componentClass, boolean healthy) {
      this.node = node;
      this.componentClass = componentClass;
      this.healthy = healthy;
    }

    public Report entities(List<String> values) {
      entities = values;
      return this;
    }

    public Report codes(String... values) {
      codes = List.of(values);
      return this;
    }

    public Report at(@Nullable Instant time) {
      generated = time;
      return this;
    }

    public Report action(RecommendedAction value) {
      action = value;
      return this;
    }

    public Report strategy(ProcessingStrategy value) {
      strategy = value;
      return this;
    }

    public Report forced() {
      quarantine = new BehaviourOverrides(true, false);
      return this;
    }

    public Report skipped() {
      quarantine = new BehaviourOverrides(false, true);
      return this;
    }

    public Report withoutDrain() {
      drain = new BehaviourOverrides(false, true);
      return this;
    }

    public HealthEventSpec spec() {
      return new HealthEventSpec(
          node,
          "agent",
          componentClass,
          componentClass + "Check",
          1,
          healthy,
          !healthy,
          "",
          action,
          "",
          codes,
          entities.stream().map(e -> new Entity("part", e)).toList(),
          Map.of(),
          generated,
          quarantine,
          drain,
          strategy);
    }
  }

  /// A policy in the making.
  public static final class Policy {
    private final String componentClass;
    private Mode mode = Mode.Quarantine;
    private boolean cordon = true;
    private List<TaintSpec> taints = List.of();
    private Map<String, String> labels = Map.of();
    private String maxAge = "24h";
    private String coolOff = "1h";
    private List<Expression> more = List.of();
    private int priority;

    private Policy(String componentClass) {
      this.componentClass = componentClass;
    }

    public Policy mode(Mode value) {
      mode = value;
      return this;
    }

    public Policy withoutCordon() {
      cordon = false;
      return this;
    }

    public Policy taint(String key, String value) {
      taints = List.of(new TaintSpec(key, value, TaintEffect.NoSchedule));
      return this;
    }

    public Policy label(String key, String value) {
      labels = Map.of(key, value);
      return this;
    }

    public Policy maxAge(String value) {
      maxAge = value;
      return this;
    }

    public Policy coolOff(String value) {
      coolOff = value;
      return this;
    }

    public Policy priority(int value) {
      priority = value;
      return this;
    }

    public Policy onNodes(String expression) {
      more = List.of(new Expression(FactKind.Node, expression));
      return this;
    }

    public Policy onEvents(String expression) {
      more = List.of(new Expression(FactKind.HealthEvent, expression));
      return this;
    }

    public QuarantinePolicySpec spec() {
      Expression expression =
          new Expression(
              FactKind.HealthEvent,
              "event.isFatal && event.componentClass == '" + componentClass + "'");
      List<Expression> all = new java.util.ArrayList<>(List.of(expression));
      all.addAll(more);
      return new QuarantinePolicySpec(
          mode,
          null,
          false,
          new Match(all, List.of()),
          List.of(),
          priority,
          cordon,
          taints,
          false,
          labels,
          null,
          maxAge,
          "0s",
          coolOff,
          null);
    }
  }
}
