package io.nodesentinel.reconcilers.quarantine;

import io.nodesentinel.crds.Fault;
import io.nodesentinel.crds.Mode;
import io.nodesentinel.crds.NodeQuarantineSpec;
import io.nodesentinel.crds.QuarantinePolicySpec;
import io.nodesentinel.crds.TaintSpec;
import io.nodesentinel.reconcilers.node.Taint;
import io.nodesentinel.reconcilers.policy.CompiledPolicy;
import io.nodesentinel.reconcilers.policy.PolicySet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a session does to its node: the sum of what its policies and its person ask for.
///
/// @param taints at most one for each key and effect
public record Actions(
    boolean cordon, List<Taint> taints, Map<String, String> labels, boolean drain) {

  public Actions {
    taints = List.copyOf(taints);
    labels = Map.copyOf(labels);
  }

  /// The actions that these faults justify. Where policies disagree about one taint or label, the
  /// one of higher priority wins. A policy whose present version cannot be read leaves what
  /// `current` has.
  ///
  /// @param mayDrain false for a fault whose event asks for no drain
  static Actions of(
      List<Fault> faults,
      PolicySet policies,
      @Nullable NodeRecord current,
      boolean draining,
      Predicate<Fault> mayDrain) {
    Set<String> names = new HashSet<>();
    Set<String> draineligible = new HashSet<>();
    boolean cordon = false;
    for (Fault fault : faults) {
      names.addAll(fault.policies());
      cordon |= fault.forced();
      if (mayDrain.test(fault)) {
        draineligible.addAll(fault.policies());
      }
    }
    List<Taint> taints = new ArrayList<>();
    Map<String, String> labels = new HashMap<>();
    boolean drain = false;
    for (CompiledPolicy policy : policies.policies()) {
      if (!names.contains(policy.name())) {
        continue;
      }
      QuarantinePolicySpec spec = policy.spec();
      cordon |= spec.cordon();
      addTaints(taints, spec.taints());
      spec.labels().forEach(labels::putIfAbsent);
      drain |= spec.mode() == Mode.Drain && draineligible.contains(policy.name());
    }
    if (current != null && names.stream().anyMatch(policies.unreadable()::contains)) {
      return new Actions(cordon, taints, labels, drain).keeping(current, draining);
    }
    return new Actions(cordon, taints, labels, drain);
  }

  /// These, and what is on the node already.
  Actions keeping(NodeRecord current, boolean draining) {
    List<Taint> allTaints = new ArrayList<>(taints);
    addMissing(allTaints, current.taints());
    addMissing(allTaints, current.preTaints());
    Map<String, String> allLabels = new HashMap<>(labels);
    current.labels().forEach(allLabels::putIfAbsent);
    return new Actions(cordon || current.cordon(), allTaints, allLabels, drain || draining);
  }

  /// What a person asked for on top.
  Actions plus(NodeQuarantineSpec spec) {
    List<Taint> allTaints = new ArrayList<>(taints);
    addTaints(allTaints, spec.taints());
    Map<String, String> allLabels = new HashMap<>(labels);
    spec.labels().forEach(allLabels::putIfAbsent);
    return new Actions(
        cordon || spec.wantsCordon(), allTaints, allLabels, drain || spec.wantsDrain());
  }

  /// A person's edits of a session that faults began: what they own, they decide.
  Actions editedBy(NodeQuarantineSpec spec, Set<String> personFields) {
    List<Taint> ours = new ArrayList<>();
    addTaints(ours, spec.taints());
    return new Actions(
        personFields.contains("cordon") ? spec.wantsCordon() : cordon,
        personFields.contains("taints") ? ours : taints,
        personFields.contains("labels") ? spec.labels() : labels,
        personFields.contains("drain") ? spec.wantsDrain() : drain);
  }

  static Actions none() {
    return new Actions(false, List.of(), Map.of(), false);
  }

  private static void addTaints(List<Taint> taints, List<TaintSpec> more) {
    addMissing(
        taints, more.stream().map(t -> new Taint(t.key(), t.value(), t.effect().name())).toList());
  }

  private static void addMissing(List<Taint> taints, List<Taint> more) {
    for (Taint taint : more) {
      if (taints.stream().noneMatch(taint::sameIdentity)) {
        taints.add(taint);
      }
    }
  }
}
