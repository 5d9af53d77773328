package io.nodesentinel.reconcilers.policy;

/// What a policy says of one event on one node. Only [Match] is a match.
public sealed interface Evaluation {

  Evaluation MATCH = new Match();
  Evaluation NO_MATCH = new NoMatch();

  record Match() implements Evaluation {}

  record NoMatch() implements Evaluation {}

  /// An expression could not be evaluated, and the others did not decide. Unknown never acts.
  ///
  /// @param message which expression, where, and why; at most a few hundred characters
  record Failed(String message) implements Evaluation {}
}
