package io.nodesentinel.simulator.world;

import io.nodesentinel.crds.Expression;
import io.nodesentinel.crds.FactKind;
import io.nodesentinel.crds.Match;
import io.nodesentinel.crds.Mode;
import io.nodesentinel.crds.QuarantinePolicySpec;
import io.nodesentinel.crds.TaintEffect;
import io.nodesentinel.crds.TaintSpec;
import io.nodesentinel.reconcilers.policy.Compilation;
import io.nodesentinel.reconcilers.policy.PolicyBook;
import io.nodesentinel.reconcilers.policy.PolicyCompiler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The policies of every world: faults of GPUs drain their node, those of disks quarantine it,
/// those of network cards are only observed.
public final class Policies {
  public static final Duration COOL_OFF = Duration.ofHours(1);

  /// The component classes for which a node goes out.
  public static final Set<String> ACTED_UPON = Set.of("GPU", "DISK");

  /// The component class whose pods have to leave.
  public static final String DRAINED = "GPU";

  public static final QuarantinePolicySpec GPU =
      policy("GPU", Mode.Drain, true, "broken", Map.of("example.com/sick", "gpu"));
  public static final QuarantinePolicySpec GPU_OBSERVED =
      policy("GPU", Mode.Observe, true, "broken", Map.of());
  public static final QuarantinePolicySpec GPU_TAINTED =
      policy("GPU", Mode.Quarantine, false, "other", Map.of());
  public static final QuarantinePolicySpec DISK =
      policy("DISK", Mode.Quarantine, true, "full", Map.of());
  public static final QuarantinePolicySpec NIC =
      policy("NIC", Mode.Observe, true, "flaps", Map.of());

  private record Version(String name, long generation, QuarantinePolicySpec spec) {}

  private static final Map<Version, Compilation> COMPILED = new ConcurrentHashMap<>();

  private Policies() {}

  /// Compiling costs a thousand times what judging does; all worlds share it.
  public static PolicyBook.Compiler compiler() {
    return (name, generation, spec) ->
        COMPILED.computeIfAbsent(
            new Version(name, generation, spec),
            v -> PolicyCompiler.compile(name, generation, spec));
  }

  /// The key of the taint of a component class.
  public static String taintKey(String componentClass) {
    return "example.com/" + componentClass.toLowerCase(java.util.Locale.ROOT);
  }

  private static QuarantinePolicySpec policy(
      String componentClass, Mode mode, boolean cordon, String value, Map<String, String> labels) {
    Expression fatal =
        new Expression(
            FactKind.HealthEvent,
            "event.isFatal && event.componentClass == '" + componentClass + "'");
    return new QuarantinePolicySpec(
        mode,
        null,
        false,
        new Match(List.of(fatal), List.of()),
        List.of(),
        0,
        cordon,
        List.of(new TaintSpec(taintKey(componentClass), value, TaintEffect.NoSchedule)),
        false,
        labels,
        null,
        "24h",
        "0s",
        "1h",
        null);
  }
}
