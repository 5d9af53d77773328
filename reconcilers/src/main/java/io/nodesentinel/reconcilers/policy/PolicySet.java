package io.nodesentinel.reconcilers.policy;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The policies in force at one time.
///
/// @param version grows with each change of the set; equal versions of one [PolicyBook] mean equal
///   sets
/// @param policies by priority, the highest first, then by name
/// @param unreadable names of policies that exist and of which no valid version is known, so that
///   nothing can be said of what they would match
public record PolicySet(long version, List<CompiledPolicy> policies, Set<String> unreadable) {

  private static final Comparator<CompiledPolicy> ORDER =
      Comparator.comparingInt((CompiledPolicy policy) -> policy.spec().priority())
          .reversed()
          .thenComparing(CompiledPolicy::name);

  /// The set before any policy is known.
  public static final PolicySet EMPTY = new PolicySet(0, List.of());

  public PolicySet {
    policies = policies.stream().sorted(ORDER).toList();
    unreadable = Set.copyOf(unreadable);
  }

  /// A set in which every policy is valid.
  public PolicySet(long version, List<CompiledPolicy> policies) {
    this(version, policies, Set.of());
  }

  /// The policy of that name, null if none is in force.
  public @Nullable CompiledPolicy byName(String name) {
    for (CompiledPolicy policy : policies) {
      if (policy.name().equals(name)) {
        return policy;
      }
    }
    return null;
  }
}
