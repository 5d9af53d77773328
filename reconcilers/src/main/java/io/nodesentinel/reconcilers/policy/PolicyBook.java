package io.nodesentinel.reconcilers.policy;

import io.nodesentinel.crds.QuarantinePolicySpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The policies in force. When a new version of a policy is invalid, its last valid one stays.
///
/// Thread-safe. Reading is one volatile read; changes are serialized.
public final class PolicyBook {
  private final Map<String, Attempt> attempts = new HashMap<>();
  private final Map<String, CompiledPolicy> inForce = new HashMap<>();
  private final Compiler compiler;
  private volatile PolicySet current = PolicySet.EMPTY;

  /// Compiles one version of a policy.
  @FunctionalInterface
  public interface Compiler {
    Compilation compile(String name, long generation, QuarantinePolicySpec spec);
  }

  public PolicyBook() {
    this(PolicyCompiler::compile);
  }

  /// @param compiler in place of [PolicyCompiler]: many books of the same policies share its work
  public PolicyBook(Compiler compiler) {
    this.compiler = compiler;
  }

  /// Takes in a version of a policy. Putting the same version again compiles nothing.
  ///
  /// @param generation `metadata.generation` of the object
  /// @return what came of this version, whichever one is in force now
  public synchronized Compilation put(String name, long generation, QuarantinePolicySpec spec) {
    Attempt last = attempts.get(name);
    if (last != null && last.generation == generation && last.spec.equals(spec)) {
      return last.result;
    }
    Compilation result = compiler.compile(name, generation, spec);
    attempts.put(name, new Attempt(generation, spec, result));
    if (result instanceof Compilation.Valid(CompiledPolicy policy)) {
      inForce.put(name, policy);
    }
    publish();
    return result;
  }

  /// What came of a version that was taken in.
  ///
  /// @return null if another version was taken in last, or none
  public synchronized @Nullable Compilation judged(String name, long generation) {
    Attempt last = attempts.get(name);
    return last != null && last.generation == generation ? last.result : null;
  }

  /// Withdraws a policy.
  ///
  /// @return false if none of that name was in force
  public synchronized boolean remove(String name) {
    attempts.remove(name);
    boolean removed = inForce.remove(name) != null;
    publish();
    return removed;
  }

  /// Lets every event be judged again, as if the policies were others: there are events that were
  /// not there when they changed.
  public synchronized void reconsider() {
    PolicySet now = current;
    current = new PolicySet(now.version() + 1, now.policies(), now.unreadable());
  }

  /// The policies in force now.
  public PolicySet current() {
    return current;
  }

  private void publish() {
    PolicySet before = current;
    Set<String> unreadable = new HashSet<>(attempts.keySet());
    unreadable.removeAll(inForce.keySet());
    List<CompiledPolicy> policies = List.copyOf(inForce.values());
    boolean same =
        before.unreadable().equals(unreadable) && specs(before.policies()).equals(specs(policies));
    // A generation may move without the spec; that is no other set, but it is worth showing.
    current = new PolicySet(same ? before.version() : before.version() + 1, policies, unreadable);
  }

  private static Map<String, QuarantinePolicySpec> specs(List<CompiledPolicy> policies) {
    return policies.stream().collect(Collectors.toMap(CompiledPolicy::name, CompiledPolicy::spec));
  }

  private record Attempt(long generation, QuarantinePolicySpec spec, Compilation result) {}
}
