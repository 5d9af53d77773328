package io.nodesentinel.reconcilers.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodesentinel.crds.Entity;
import io.nodesentinel.crds.Expression;
import io.nodesentinel.crds.FactKind;
import io.nodesentinel.crds.FlapGuard;
import io.nodesentinel.crds.HealthEventSpec;
import io.nodesentinel.crds.LabelSelector;
import io.nodesentinel.crds.Match;
import io.nodesentinel.crds.Mode;
import io.nodesentinel.crds.NodeConditionMatch;
import io.nodesentinel.crds.ProcessingStrategy;
import io.nodesentinel.crds.QuarantinePolicySpec;
import io.nodesentinel.crds.RecommendedAction;
import io.nodesentinel.reconcilers.node.NodeCondition;
import io.nodesentinel.reconcilers.node.NodeView;
import io.nodesentinel.reconcilers.node.Taint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Values for the tests of this package.
final class Given {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private Given() {}

  static Expression event(String expression) {
    return new Expression(FactKind.HealthEvent, expression);
  }

  static Expression node(String expression) {
    return new Expression(FactKind.Node, expression);
  }

  static QuarantinePolicySpec spec(Match match) {
    return new SpecBuilder().match(match).build();
  }

  static QuarantinePolicySpec all(Expression... expressions) {
    return spec(new Match(List.of(expressions), List.of()));
  }

  static QuarantinePolicySpec any(Expression... expressions) {
    return spec(new Match(List.of(), List.of(expressions)));
  }

  static CompiledPolicy compiled(QuarantinePolicySpec spec) {
    Compilation compilation = PolicyCompiler.compile("p", 1, spec);
    assertThat(compilation).isInstanceOf(Compilation.Valid.class);
    return ((Compilation.Valid) compilation).policy();
  }

  static String messageOf(QuarantinePolicySpec spec) {
    Compilation compilation = PolicyCompiler.compile("p", 1, spec);
    assertThat(compilation).isInstanceOf(Compilation.Invalid.class);
    return ((Compilation.Invalid) compilation).message();
  }

  static HealthEventSpec xid(String... codes) {
    return new HealthEventSpec(
        "gpu-7",
        "gpu-health-monitor",
        "GPU",
        "GpuXidError",
        1,
        false,
        true,
        "GPU has fallen off the bus",
        RecommendedAction.RESTART_BM,
        "",
        List.of(codes),
        List.of(new Entity("GPU", "0"), new Entity("PCI", "0000:3b:00")),
        Map.of("driver", "570.1"),
        NOW,
        null,
        null,
        ProcessingStrategy.EXECUTE_REMEDIATION);
  }

  /// Nothing but what is required.
  static HealthEventSpec bare() {
    return new HealthEventSpec(
        "gpu-7",
        "a",
        "c",
        "n",
        0,
        false,
        false,
        "",
        RecommendedAction.NONE,
        "",
        List.of(),
        List.of(),
        Map.of(),
        null,
        null,
        null,
        ProcessingStrategy.EXECUTE_REMEDIATION);
  }

  static NodeView node(Map<String, String> labels) {
    return new NodeView(
        "gpu-7",
        "uid-7",
        "sys-7",
        "1",
        NOW,
        labels,
        Map.of("nodesentinel.io/hold", "crane", "example.com/secret", "s"),
        true,
        Set.of(),
        List.of(new Taint("example.com/burn-in", "", "NoSchedule")),
        List.of(new NodeCondition("Ready", "True", "KubeletReady")),
        true);
  }

  static NodeView node() {
    return node(Map.of("pool", "gpu", "example.com/rack", "r12"));
  }

  /// A policy of which only what a test is about differs from a valid one.
  static final class SpecBuilder {
    private Match match = new Match(List.of(event("event.isFatal")), List.of());
    private Mode mode = Mode.Quarantine;
    private @Nullable LabelSelector selector;
    private boolean controlPlane;
    private List<NodeConditionMatch> nodeConditions = List.of();
    private int priority;
    private @Nullable String drainPolicy;
    private String maxAge = "24h";
    private String healthyFor = "0s";
    private String coolOff = "1h";
    private @Nullable FlapGuard flapGuard;

    SpecBuilder match(Match value) {
      match = value;
      return this;
    }

    SpecBuilder mode(Mode value) {
      mode = value;
      return this;
    }

    SpecBuilder selector(LabelSelector value) {
      selector = value;
      return this;
    }

    SpecBuilder includeControlPlane() {
      controlPlane = true;
      return this;
    }

    SpecBuilder nodeConditions(NodeConditionMatch... values) {
      nodeConditions = List.of(values);
      return this;
    }

    SpecBuilder priority(int value) {
      priority = value;
      return this;
    }

    SpecBuilder drainPolicy(String value) {
      drainPolicy = value;
      return this;
    }

    SpecBuilder maxAge(String value) {
      maxAge = value;
      return this;
    }

    SpecBuilder healthyFor(String value) {
      healthyFor = value;
      return this;
    }

    SpecBuilder coolOff(String value) {
      coolOff = value;
      return this;
    }

    SpecBuilder flapGuard(FlapGuard value) {
      flapGuard = value;
      return this;
    }

    QuarantinePolicySpec build() {
      return new QuarantinePolicySpec(
          mode,
          selector,
          controlPlane,
          match,
          nodeConditions,
          priority,
          true,
          List.of(),
          false,
          Map.of(),
          drainPolicy,
          maxAge,
          healthyFor,
          coolOff,
          flapGuard);
    }
  }
}
