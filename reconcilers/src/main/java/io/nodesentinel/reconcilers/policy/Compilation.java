package io.nodesentinel.reconcilers.policy;

/// What compiling a policy came to.
public sealed interface Compilation {

  /// The policy can be applied.
  record Valid(CompiledPolicy policy) implements Compilation {}

  /// The policy cannot be applied.
  ///
  /// @param message sentences for people: which field or expression, where in it, and what would be
  ///   right; several problems are separated by "; "
  record Invalid(String message) implements Compilation {}
}
