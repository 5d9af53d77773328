package io.nodesentinel.operator.cli;

import io.nodesentinel.operator.config.OperatorOptions;

/// Runs the operator until it is told to stop.
@FunctionalInterface
public interface OperatorRunner {

  /// Blocks until the operator has stopped.
  ///
  /// @return the exit code: 0 after an orderly stop, 1 if it could not go on
  /// @throws Exception if it could not start; its message is for people
  int run(OperatorOptions options) throws Exception;
}
